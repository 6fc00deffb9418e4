package eckmesh.launcher;

import org.elasticsearch.bootstrap.ServerArgs;
import org.elasticsearch.common.io.stream.OutputStreamStreamOutput;
import org.elasticsearch.common.settings.KeyStoreWrapper;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Stands for lib/tools/server-cli: writes what the server reads from its stdin, that is, the settings of elasticsearch.yml
 * with environment variables in them, and the keystore.
 *
 * <p>ServerArguments CONFIG LOGS OUTPUT [-Ekey=value …], with the system property es.path.home.
 */
public final class ServerArguments {
    /** Names of environment variables that are settings, by the image's documentation. */
    private static final Pattern SETTING = Pattern.compile("[a-z0-9_]+(\\.[a-zA-Z0-9_-]+)+");

    private ServerArguments() {}

    public static void main(String[] arguments) throws Exception {
        Path config = Path.of(arguments[0]);
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
            Settings.EMPTY,
            properties(arguments),
            config,
            () -> System.getenv().getOrDefault("HOSTNAME", "localhost")
        );
        ServerArgs server = new ServerArgs(false, false, null, keystore(config), environment.settings(), config, environment.logsDir());
        try (OutputStream file = Files.newOutputStream(Path.of(arguments[2])); var out = new OutputStreamStreamOutput(file)) {
            server.writeTo(out);
        }
    }

    /** Settings from the environment and, before these, from the command line. */
    private static Map<String, String> properties(String[] arguments) {
        Map<String, String> properties = new HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (SETTING.matcher(name).matches() && value.isEmpty() == false) {
                properties.put(name, value);
            }
        });
        for (int i = 3; i < arguments.length; i++) {
            String[] pair = arguments[i].replaceFirst("^-E", "").split("=", 2);
            properties.put(pair[0], pair[1]);
        }
        properties.put("path.home", System.getProperty("es.path.home"));
        properties.putIfAbsent("path.logs", arguments[1]);
        return properties;
    }

    private static KeyStoreWrapper keystore(Path config) throws Exception {
        KeyStoreWrapper found = KeyStoreWrapper.load(config);
        if (found == null) {
            return KeyStoreWrapper.create();
        }
        found.decrypt(new char[0]);
        return found;
    }
}

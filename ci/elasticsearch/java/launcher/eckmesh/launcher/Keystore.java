package eckmesh.launcher;

import org.elasticsearch.common.settings.KeyStoreWrapper;

import java.nio.file.Files;
import java.nio.file.Path;

/** Stands for bin/elasticsearch-keystore: create | add-file KEY FILE … | list, without a password. */
public final class Keystore {
    private static final char[] NO_PASSWORD = new char[0];

    private Keystore() {}

    public static void main(String[] arguments) throws Exception {
        Path config = Path.of(System.getProperty("es.path.conf"));
        switch (arguments[0]) {
            case "create" -> KeyStoreWrapper.create().save(config, NO_PASSWORD);
            case "add-file" -> addFiles(config, arguments);
            case "list" -> open(config).getSettingNames().stream().sorted().forEach(System.out::println);
            default -> throw new IllegalArgumentException("elasticsearch-keystore: no command " + arguments[0]);
        }
    }

    private static void addFiles(Path config, String[] arguments) throws Exception {
        KeyStoreWrapper keystore = open(config);
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            keystore.setFile(arguments[i], Files.readAllBytes(Path.of(arguments[i + 1])));
        }
        keystore.save(config, NO_PASSWORD);
    }

    /** The keystore of the folder, or a new one. */
    private static KeyStoreWrapper open(Path config) throws Exception {
        KeyStoreWrapper found = KeyStoreWrapper.load(config);
        if (found == null) {
            return KeyStoreWrapper.create();
        }
        found.decrypt(NO_PASSWORD);
        return found;
    }
}

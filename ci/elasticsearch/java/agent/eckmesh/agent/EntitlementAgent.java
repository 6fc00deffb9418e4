package eckmesh.agent;

import java.lang.instrument.Instrumentation;

/** Stands for lib/entitlement-agent: calls the initializer that the server names when it attaches the agent to itself. */
public final class EntitlementAgent {
    private EntitlementAgent() {}

    public static void agentmain(String initializer, Instrumentation instrumentation) throws ReflectiveOperationException {
        Class<?> type = Class.forName(initializer, true, ClassLoader.getSystemClassLoader());
        type.getMethod("initialize", Instrumentation.class).invoke(null, instrumentation);
    }
}

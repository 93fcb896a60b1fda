package io.breakwater.broker;

import java.util.List;

/**
 * How the broker's JVM is started.
 *
 * @param classPath with Kafka's server and this module on it
 * @param options for the JVM besides ours, such as an AOT cache
 */
public record ChildJvm(String classPath, List<String> options) {
    public ChildJvm {
        options = List.copyOf(options);
    }

    /** From the class path of this JVM, without further options. */
    public static ChildJvm likeThisOne() {
        return new ChildJvm(System.getProperty("java.class.path"), List.of());
    }
}

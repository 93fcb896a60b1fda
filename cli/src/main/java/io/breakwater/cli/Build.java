package io.breakwater.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * What was built, as the build wrote it down.
 *
 * @param commit of the sources, with {@code -dirty} if they were changed since; {@code unknown} when not built by the
 *     launcher
 * @param java the Java that runs this
 */
record Build(String version, String commit, String java, String kafka) {
    private static final String FILE = "version.properties";

    static Build current() {
        var properties = new Properties();
        try (var in = Objects.requireNonNull(Build.class.getResourceAsStream(FILE), FILE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(
                properties.getProperty("version", "unknown"),
                properties.getProperty("commit", "unknown"),
                Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                properties.getProperty("kafka", "unknown"));
    }
}

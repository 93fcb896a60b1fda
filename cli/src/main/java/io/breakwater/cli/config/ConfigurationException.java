package io.breakwater.cli.config;

import java.nio.file.Path;

/** The configuration cannot be used; the message says where it is wrong and how to mend it. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    /** A complaint about one place: {@code breakwater.yaml:12: primary.host: …}. */
    static ConfigurationException at(Path file, int line, String path, String message) {
        return new ConfigurationException(file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + message);
    }
}

package io.breakwater.cli;

import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.config.ConfigurationReader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code -c breakwater.yaml}. */
public final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration (default: breakwater.yaml).")
    private Path file = Path.of("breakwater.yaml");

    public Configuration read() {
        return ConfigurationReader.read(file, System.getenv());
    }
}

package io.breakwater.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.cli.config.Configuration.Credentials;
import io.breakwater.registry.reference.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleConfigurationTest {
    @TempDir
    private Path folder;

    @Test
    void exampleIsAConfigurationOnceItsSecretsAreThere() throws IOException {
        var configuration = read("breakwater.example.yaml");
        var harbor = (Credentials.Basic) configuration.primary().credentials();
        assertEquals("robot$breakwater", harbor.username());
        assertEquals("harbor-password", harbor.password().read());
        assertEquals(
                "webhook-secret", configuration.ingest().secrets().getFirst().read());
        assertEquals(HostPort.parse("asia.gcr.io"), configuration.standby().host());
        assertEquals(Optional.of("example-project/app"), configuration.mapping().toStandby("library/app"));
    }

    @Test
    void composeConfigurationIsOneToo() throws IOException {
        var configuration = read("breakwater.compose.yaml");
        assertEquals("breakwater", configuration.ingest().secrets().getFirst().read());
    }

    private Configuration read(String name) throws IOException {
        var secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("harbor-password"), "harbor-password\n");
        Files.writeString(secrets.resolve("webhook-secret"), "webhook-secret\n");
        var copy = Files.copy(Path.of("..").resolve(name), folder.resolve("breakwater.yaml"));
        return ConfigurationReader.read(copy, Map.of());
    }
}

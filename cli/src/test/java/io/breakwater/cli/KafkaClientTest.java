package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.broker.FreePorts;
import io.breakwater.cli.config.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaClientTest {
    @TempDir
    private Path data;

    @Test
    void embeddedBrokerThatHasEndedIsNotWaitedFor() throws IOException {
        var port = FreePorts.choose();
        var embedded = embedded(port);

        var failure = assertThrows(CommandFailure.class, () -> KafkaClient.of(embedded));

        assertEquals(
                "the embedded broker in " + data
                        + " does not run; start it with 'breakwater up', or wait a moment if that is bringing it back",
                failure.getMessage());
        assertEquals(Map.of("bootstrap.servers", "127.0.0.1:" + port), KafkaClient.known(embedded));
    }

    @Test
    void embeddedBrokerThatRunsIsFoundByItsFolder() throws IOException {
        try (var broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    Map.of("bootstrap.servers", "127.0.0.1:" + broker.getLocalPort()),
                    KafkaClient.of(embedded(broker.getLocalPort())));
        }
    }

    @Test
    void folderWithoutABrokerIsNamed() {
        var nothing = new KafkaSettings.Embedded(data, 128L << 20, 4);

        var failure = assertThrows(CommandFailure.class, () -> KafkaClient.known(nothing));

        assertTrue(String.valueOf(failure.getMessage()).startsWith("there is no embedded broker in " + data));
    }

    private KafkaSettings embedded(int port) throws IOException {
        Files.writeString(data.resolve("ports"), "broker=" + port + "\ncontroller=1\n");
        return new KafkaSettings.Embedded(data, 128L << 20, 4);
    }
}

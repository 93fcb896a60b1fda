package io.breakwater.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerDataTest {
    @TempDir
    Path folder;

    @Test
    void portsAndClusterIdAreChosenOnce() {
        var first = BrokerData.open(folder.resolve("new"));

        var second = BrokerData.open(folder.resolve("new"));

        assertEquals(first, second);
    }

    @Test
    void overridesAreStrongerThanOurProperties() throws IOException {
        var file = BrokerData.open(folder).writeProperties(Map.of("broker.session.timeout.ms", "9000"));

        var written = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            written.load(reader);
        }
        assertEquals("9000", written.getProperty("broker.session.timeout.ms"));
        assertEquals("1", written.getProperty("default.replication.factor"));
    }

    @Test
    void aBrokenPortsFileIsNamed() throws IOException {
        Files.writeString(folder.resolve("ports"), "broker=ten");

        var fault = assertThrows(BrokerFault.class, () -> BrokerData.open(folder));

        assertTrue(
                String.valueOf(fault.getMessage())
                        .contains(folder.resolve("ports").toString()),
                fault.getMessage());
    }

    @Test
    void aFolderWithACommaIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> EmbeddedBroker.Config.at(folder.resolve("a,b")));
    }
}

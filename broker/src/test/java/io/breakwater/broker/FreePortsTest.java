package io.breakwater.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    /** Outgoing connections have ports from 32768 on, by Linux's default, and from 49152 on elsewhere. */
    @Test
    void noneIsGivenToOutgoingConnections() {
        var ports = FreePorts.choose(50);

        assertEquals(50, new HashSet<>(ports).size());
        assertTrue(ports.stream().allMatch(port -> port >= 20_000 && port < 30_000), ports::toString);
        assertTrue(
                ports.stream().filter(FreePorts::isTaken).count() < 5, "others may come to listen, but not that soon");
    }

    @Test
    void whereAllAreGivenToOutgoingConnectionsOneOfThoseIsTaken() {
        assertTrue(FreePorts.chooseBelow(1_024) > 0);
    }

    @Test
    void takenIsWhatSomebodyListensOn() throws IOException {
        int port;
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = listening.getLocalPort();
            assertTrue(FreePorts.isTaken(port));
        }
        assertFalse(FreePorts.isTaken(port));
    }
}

package io.breakwater.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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

    /** Who chose it may not listen yet. */
    @Test
    void noneIsChosenByTwoProcesses() throws IOException {
        var port = FreePorts.choose();

        assertFalse(FreePorts.claim(port), "chosen by us");
        assertEquals("false", claimedElsewhere(port));
        assertEquals("true", claimedElsewhere(65_536 + port), "nobody's");
    }

    private static String claimedElsewhere(int port) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var child = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Claiming.class.getName(), "" + port)
                .redirectErrorStream(true)
                .start();
        return new String(child.getInputStream().readAllBytes(), UTF_8).strip();
    }

    static final class Claiming {
        private Claiming() {}

        public static void main(String[] port) {
            System.out.print(FreePorts.claim(Integer.parseInt(port[0])));
        }
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

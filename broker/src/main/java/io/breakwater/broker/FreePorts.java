package io.breakwater.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports for who listens later, or again after a restart. None is of those that the system gives to outgoing
 * connections where that can be helped: any of them could have it by then.
 */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    /** Kubernetes' node ports begin here. */
    private static final int BELOW = 30_000;

    private static final int MOST_TRIES = 100;
    private static final Path OUTGOING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private FreePorts() {}

    /** One that nobody listens on now. */
    public static int choose() {
        return choose(1).getFirst();
    }

    /** Different ones that nobody listens on now. */
    public static List<Integer> choose(int count) {
        var chosen = new LinkedHashSet<Integer>();
        while (chosen.size() < count) {
            chosen.add(chooseBelow(Math.min(BELOW, lowestOutgoing())));
        }
        return List.copyOf(chosen);
    }

    static int chooseBelow(int end) {
        for (var tries = 0; tries < MOST_TRIES && end > LOWEST; tries++) {
            var port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            if (!isTaken(port)) {
                return port;
            }
        }
        try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isTaken(int port) {
        try (var socket = new ServerSocket()) {
            // As Kafka's own socket does it: connections of a predecessor that linger in TIME_WAIT are no hindrance.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** ip(7), ip_local_port_range; no system's default begins below ours. */
    private static int lowestOutgoing() {
        // The kernel gives such a file to a single read only, which Files.readString does not do.
        try (var file = Files.newBufferedReader(OUTGOING)) {
            return Integer.parseInt(file.readLine().strip().split("\\s+", 2)[0]);
        } catch (IOException | NumberFormatException e) {
            return BELOW;
        }
    }
}

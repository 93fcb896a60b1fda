package io.breakwater.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports for who listens later, or again after a restart. None is of those that the system gives to outgoing
 * connections where that can be helped: any of them could have it by then. Nor is one chosen twice, by whatever process of
 * this user, until the one that chose it first has ended.
 */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    /** Kubernetes' node ports begin here. */
    private static final int BELOW = 30_000;

    private static final int MOST_TRIES = 100;
    private static final Path OUTGOING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    /** A port is claimed by a lock of its byte, which the system releases when this process ends. Nothing is written. */
    private static final Path CLAIMS =
            Path.of(System.getProperty("java.io.tmpdir"), "breakwater-ports-" + System.getProperty("user.name"));

    private static final Optional<FileChannel> CLAIMED = claims();

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
            if (!isTaken(port) && claim(port)) {
                return port;
            }
        }
        try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is ours from now on; so it is, too, where no claims can be made. */
    static boolean claim(int port) {
        try {
            return CLAIMED.isEmpty() || CLAIMED.get().tryLock(port, 1, false) != null;
        } catch (OverlappingFileLockException chosenBefore) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static Optional<FileChannel> claims() {
        try {
            return Optional.of(FileChannel.open(
                    CLAIMS, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return Optional.empty();
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

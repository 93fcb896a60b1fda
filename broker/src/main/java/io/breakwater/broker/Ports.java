package io.breakwater.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.IntStream;

/** The two loopback ports of a broker, kept for the life of its data so that clients find it again after a restart. */
record Ports(int broker, int controller) {
    /** Two ports that are free now. */
    static Ports choose() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        try (var first = new ServerSocket(0, 1, loopback);
                var second = new ServerSocket(0, 1, loopback)) {
            return new Ports(first.getLocalPort(), second.getLocalPort());
        }
    }

    /** @throws IllegalArgumentException if {@code text} is not what {@link #toText()} writes */
    static Ports parse(Properties text) {
        return new Ports(port(text, "broker"), port(text, "controller"));
    }

    String toText() {
        return "broker=" + broker + "\ncontroller=" + controller + "\n";
    }

    String bootstrapServers() {
        return "127.0.0.1:" + broker;
    }

    /** The first of the two that somebody else listens on. */
    OptionalInt taken() {
        return IntStream.of(broker, controller).filter(Ports::isTaken).findFirst();
    }

    private static int port(Properties text, String name) {
        return Integer.parseInt(text.getProperty(name, "").strip());
    }

    private static boolean isTaken(int port) {
        try (var socket = new ServerSocket()) {
            // As Kafka's own socket does it: connections of a predecessor that linger in TIME_WAIT are no hindrance.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}

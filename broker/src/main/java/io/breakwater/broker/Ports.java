package io.breakwater.broker;

import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.IntStream;

/** The two loopback ports of a broker, kept for the life of its data so that clients find it again after a restart. */
record Ports(int broker, int controller) {
    /** Two ports that are free now. */
    static Ports choose() {
        var two = FreePorts.choose(2);
        return new Ports(two.getFirst(), two.getLast());
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
        return IntStream.of(broker, controller).filter(FreePorts::isTaken).findFirst();
    }

    private static int port(Properties text, String name) {
        return Integer.parseInt(text.getProperty(name, "").strip());
    }
}

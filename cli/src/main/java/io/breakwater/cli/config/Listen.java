package io.breakwater.cli.config;

import io.breakwater.registry.reference.HostPort;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host an address or a name; an IPv6 address without brackets
 * @param port 0 takes any free port
 */
public record Listen(String host, int port) {
    private static final Pattern GRAMMAR =
            Pattern.compile("(?:\\[(?<six>[0-9A-Fa-f:.]+)]|(?<host>[A-Za-z0-9.-]+)):(?<port>\\d{1,5})");

    /** Reads {@code host:port}. @throws IllegalArgumentException if it is not that */
    public static Listen parse(String text) {
        var match = GRAMMAR.matcher(text);
        if (!match.matches() || Integer.parseInt(match.group("port")) > 65_535) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address and a port; write it like 127.0.0.1:8080 or [::1]:8080");
        }
        var six = match.group("six");
        return new Listen(six == null ? match.group("host") : six, Integer.parseInt(match.group("port")));
    }

    /** Whether only this machine can reach it. */
    boolean isLoopback() {
        return HostPort.parse(bracketed()).isLoopback();
    }

    private String bracketed() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        return bracketed() + ":" + port;
    }
}

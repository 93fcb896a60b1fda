package io.breakwater.registry.reference;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Where a registry listens: a host name or address, and a port unless it is the scheme's own. Two are equal only if they
 * are written alike (but for case): names are never resolved to compare them.
 *
 * @param host lower case; an IPv6 address in brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, OptionalInt port) {
    private static final int LONGEST_HOST = 253;
    private static final Pattern CHARACTERS = Pattern.compile("[a-z0-9.-]+|\\[[0-9a-f:.]+]");

    /** @throws IllegalArgumentException if the host is none, or the port out of range */
    public HostPort {
        if (!isHost(host)) {
            throw new IllegalArgumentException("not a host name or address: " + Quote.of(host));
        }
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
            throw new IllegalArgumentException("not a port: " + port.getAsInt());
        }
    }

    /**
     * Reads {@code cr.example.io}, {@code 127.0.0.1:5000} or {@code [::1]:5000}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static HostPort parse(String text) {
        var colon = text.lastIndexOf(':');
        if (colon <= text.lastIndexOf(']')) {
            return new HostPort(text.toLowerCase(Locale.ROOT), OptionalInt.empty());
        }
        return new HostPort(text.substring(0, colon).toLowerCase(Locale.ROOT), OptionalInt.of(port(text, colon + 1)));
    }

    private static int port(String text, int start) {
        var digits = text.length() - start;
        if (digits < 1 || digits > 5 || !text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not host:port: " + Quote.of(text));
        }
        return Integer.parseInt(text, start, text.length(), 10);
    }

    /** The JDK's own grammar decides, so that what passes here can be dialled. */
    private static boolean isHost(String host) {
        if (host.length() > LONGEST_HOST
                || host.endsWith(".")
                || !CHARACTERS.matcher(host).matches()) {
            return false;
        }
        try {
            return host.equals(new URI("https://" + host).parseServerAuthority().getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The port that is dialled: the scheme's own (80 or 443) where none is given. */
    public int dialledPort(boolean plainHttp) {
        return port.orElse(plainHttp ? 80 : 443);
    }

    /** Whether this names the machine itself; by its text, without asking a name server. */
    public boolean isLoopback() {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
                    .isLoopbackAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    @Override
    public String toString() {
        return port.isPresent() ? host + ":" + port.getAsInt() : host;
    }
}

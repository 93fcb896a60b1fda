package io.breakwater.ingest;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * From where webhooks may come. A caller's address is its socket's; what a header says of it counts only where the socket
 * is a proxy's that we were told to trust, since anybody can write a header.
 */
public final class Callers {
    /** From everywhere. */
    public static final Callers ANYWHERE = new Callers(List.of(), List.of());

    private final List<IpSubnetFilterRule> allowed;
    private final List<IpSubnetFilterRule> proxies;

    private Callers(List<IpSubnetFilterRule> allowed, List<IpSubnetFilterRule> proxies) {
        this.allowed = List.copyOf(allowed);
        this.proxies = List.copyOf(proxies);
    }

    /**
     * Callers in one of {@code ranges}.
     *
     * @param ranges addresses ({@code 192.0.2.7}) and networks ({@code 10.0.0.0/8}, {@code 2001:db8::/32}); none allows all
     * @param trustedProxies of the same form, which say in {@code X-Forwarded-For} for whom they ask
     * @throws IllegalArgumentException if one is neither an address nor a network
     */
    public static Callers in(List<String> ranges, List<String> trustedProxies) {
        return new Callers(rules(ranges), rules(trustedProxies));
    }

    private static List<IpSubnetFilterRule> rules(List<String> ranges) {
        return ranges.stream().map(Callers::rule).toList();
    }

    private static IpSubnetFilterRule rule(String range) {
        try {
            var parts = range.split("/", 2);
            // A literal: no name server decides who may come in.
            var address = InetAddress.ofLiteral(parts[0]);
            if (address instanceof Inet4Address && !address.getHostAddress().equals(parts[0])) {
                throw new IllegalArgumentException("a short or octal form, which not everybody reads alike");
            }
            var bits = address.getAddress().length * Byte.SIZE;
            var prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
            return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + range + "' is neither an address nor a network; write it like 192.0.2.7 or 10.0.0.0/8", e);
        }
    }

    /** @param forwardedFor the values of every {@code X-Forwarded-For}, in their order */
    boolean allows(InetAddress socket, List<String> forwardedFor) {
        return allowed.isEmpty()
                || caller(socket, forwardedFor)
                        .filter(address -> matches(allowed, address))
                        .isPresent();
    }

    /** As {@link #allows}, and a trusted proxy for itself: a balancer asks whether we are ready before it sends anybody. */
    boolean mayLook(InetAddress socket, List<String> forwardedFor) {
        return allows(socket, forwardedFor) || (forwardedFor.isEmpty() && matches(proxies, socket));
    }

    /** Whether connections from there bring more than one caller. */
    boolean isProxy(InetAddress socket) {
        return matches(proxies, socket);
    }

    /** The nearest address that is no trusted proxy's; empty if a proxy says something that is no address. */
    private Optional<InetAddress> caller(InetAddress socket, List<String> forwardedFor) {
        var hops = forwardedFor.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .toList();
        var caller = socket;
        for (var hop : hops.reversed()) {
            if (!matches(proxies, caller)) {
                break;
            }
            try {
                caller = InetAddress.ofLiteral(hop.strip());
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.of(caller);
    }

    private static boolean matches(List<IpSubnetFilterRule> rules, InetAddress address) {
        // The rule wants a socket's address; its port does not matter.
        var socket = new InetSocketAddress(address, 0);
        return rules.stream().anyMatch(rule -> rule.matches(socket));
    }
}

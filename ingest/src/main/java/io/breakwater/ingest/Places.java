package io.breakwater.ingest;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Who holds how many connections. One address may hold a part of the places only, so that nobody can hold them all: who is
 * refused later, by its address or its secret, had a place until then. One lock around plain fields, held for no I/O.
 */
final class Places {
    /** Whoever has one IPv6 address has its whole network. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private final int most;
    private final int mostOfOne;
    private final Predicate<InetAddress> bringsMany;
    private final AtomicInteger open;
    /** By {@link #holder}; whoever holds none is not in it. */
    private final Map<ByteBuffer, Integer> held = new HashMap<>();

    /**
     * All of them are free.
     *
     * @param bringsMany of a proxy, which connects for everybody behind it: it may hold all
     * @param open is kept at how many are taken
     */
    Places(IngestLimits limits, Predicate<InetAddress> bringsMany, AtomicInteger open) {
        this.most = limits.connections();
        this.mostOfOne = limits.connectionsOfOne();
        this.bringsMany = bringsMany;
        this.open = open;
    }

    /** Whether there was one for this address; then it is to be given back. */
    synchronized boolean take(InetAddress address) {
        var holder = holder(address);
        var its = held.getOrDefault(holder, 0);
        if (open.get() >= most || its >= (bringsMany.test(address) ? most : mostOfOne)) {
            return false;
        }
        held.put(holder, its + 1);
        open.incrementAndGet();
        return true;
    }

    synchronized void giveBack(InetAddress address) {
        var holder = holder(address);
        var its = held.getOrDefault(holder, 0);
        if (its > 1) {
            held.put(holder, its - 1);
        } else {
            held.remove(holder);
        }
        open.decrementAndGet();
    }

    private static ByteBuffer holder(InetAddress address) {
        var bytes = address.getAddress();
        return ByteBuffer.wrap(address instanceof Inet4Address ? bytes : Arrays.copyOf(bytes, IPV6_NETWORK_BYTES));
    }
}

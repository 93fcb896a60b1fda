package io.breakwater.replicator.core;

import io.breakwater.schemas.Side;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells a registry that refuses everyone from one that refuses some (invariant 5): a lost role and a firewall look to each
 * job like a policy against its own image. It is everyone if, since the registry last served anybody, that has been a
 * while and enough different names met the same refusal. The time matters where thousands are refused and few served: the
 * few are drowned in any count. It is over when anybody is served.
 *
 * <p>Thread-safe.
 */
public final class Refusals {
    private final int names;
    private final long whileNanos;
    private final Map<Kind, Set<String>> refused = new HashMap<>();
    private final Map<Kind, Refusal> everyones = new LinkedHashMap<>();
    private final Map<Side, Long> servedNanos = new HashMap<>();
    private final Map<Host, Long> hostServedNanos = new HashMap<>();
    private final long startNanos;

    /**
     * @param side whose work is refused
     * @param host who refuses: the registry, or one that it sends us to
     * @param code how: {@code DENIED}
     * @param message the same for a person, with what to do
     */
    public record Refusal(Side side, String host, String code, String message) {}

    /** What refusals of different names have in common. */
    private record Kind(Host host, String code) {
        static Kind of(Refusal refusal) {
            return new Kind(Host.of(refusal), refusal.code());
        }

        boolean isOf(Side side) {
            return host.side() == side;
        }
    }

    private record Host(Side side, String name) {
        static Host of(Refusal refusal) {
            return new Host(refusal.side(), refusal.host());
        }
    }

    /**
     * @param names how many different ones must meet the same refusal
     * @param whileNanos how long nobody must have been served
     * @param nowNanos on a clock that only grows, as in all calls here
     */
    public Refusals(int names, long whileNanos, long nowNanos) {
        this.names = names;
        this.whileNanos = whileNanos;
        this.startNanos = nowNanos;
    }

    /** Takes note of a refusal of {@code name}. */
    public synchronized void refused(Refusal refusal, String name, long nowNanos) {
        var kind = Kind.of(refusal);
        var all = refused.computeIfAbsent(kind, _ -> new HashSet<>());
        if (all.size() < names) {
            all.add(name);
        }
        if (all.size() >= names && sinceServed(refusal, nowNanos) >= whileNanos) {
            everyones.put(kind, refusal);
        }
    }

    private long sinceServed(Refusal refusal, long nowNanos) {
        var side = nowNanos - servedNanos.getOrDefault(refusal.side(), startNanos);
        var host = nowNanos - hostServedNanos.getOrDefault(Host.of(refusal), startNanos);
        return Math.min(side, host);
    }

    /** Whether everyone is refused so at present. */
    public synchronized boolean isEveryones(Refusal refusal) {
        return everyones.containsKey(Kind.of(refusal));
    }

    /** How everyone is refused there at present, as it was last met; empty unless that is so. */
    public synchronized Optional<Refusal> ofEveryone(Side side) {
        return everyones.values().stream()
                .filter(refusal -> refusal.side() == side)
                .findFirst();
    }

    /**
     * Takes note that {@code side} did what it was asked, with all hosts that it sends us to.
     *
     * @return the refusals of everyone that are over by that
     */
    public synchronized List<Refusal> served(Side side, long nowNanos) {
        servedNanos.put(side, nowNanos);
        return over(kind -> kind.isOf(side));
    }

    /** The same of one of its hosts: that a registry answers does not show that the place of its blobs does. */
    public synchronized List<Refusal> served(Side side, String host, long nowNanos) {
        var served = new Host(side, host);
        hostServedNanos.put(served, nowNanos);
        return over(kind -> kind.host().equals(served));
    }

    private List<Refusal> over(Predicate<Kind> which) {
        refused.keySet().removeIf(which);
        var over = everyones.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        everyones.keySet().removeIf(which);
        return over;
    }
}

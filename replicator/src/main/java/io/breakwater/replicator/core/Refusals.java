package io.breakwater.replicator.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells a registry that refuses everyone from one that refuses some (invariant 5): a lost role and a firewall look to each
 * job like a policy against its own image. It is everyone if, since the registry last served anybody, that has been a
 * while and enough different names met the same refusal. The time matters where thousands are refused and few served: the
 * few are drowned in any count.
 *
 * <p>Thread-safe.
 */
public final class Refusals {
    private final int names;
    private final long whileNanos;
    private final Map<Refusal, Set<String>> refused = new HashMap<>();
    private final Map<String, Long> servedNanos = new HashMap<>();
    private long allServedNanos;

    /**
     * @param host who refuses
     * @param code how: {@code DENIED}
     */
    public record Refusal(String host, String code) {}

    /**
     * @param names how many different ones must meet the same refusal
     * @param whileNanos how long nobody must have been served
     * @param nowNanos on a clock that only grows, as in all calls here
     */
    public Refusals(int names, long whileNanos, long nowNanos) {
        this.names = names;
        this.whileNanos = whileNanos;
        this.allServedNanos = nowNanos;
    }

    /** Takes note of a refusal of {@code name}. @return whether the registry refuses everyone so */
    public synchronized boolean refused(Refusal refusal, String name, long nowNanos) {
        var all = refused.computeIfAbsent(refusal, _ -> new HashSet<>());
        if (all.size() < names) {
            all.add(name);
        }
        var served = servedNanos.getOrDefault(refusal.host(), allServedNanos);
        return all.size() >= names && nowNanos - served >= whileNanos;
    }

    /** Takes note that every host did what it was asked, those that a registry sent us to as well. */
    public synchronized void served(long nowNanos) {
        allServedNanos = nowNanos;
        servedNanos.clear();
        refused.clear();
    }

    /** Takes note that {@code host} did what it was asked. */
    public synchronized void served(String host, long nowNanos) {
        servedNanos.put(host, nowNanos);
        refused.keySet().removeIf(refusal -> refusal.host().equals(host));
    }
}

package io.breakwater.replicator.core;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stops a burst of deletes (invariant 9): a wrong retention rule, a wiped primary or a bug looks like many deletes at once.
 * What was refused counts too, so that a burst is over only when nobody asks for so much any more.
 *
 * <p>Thread-safe.
 */
public final class Brake {
    private final int most;
    private final long withinNanos;
    private final Map<Object, Long> asked = new LinkedHashMap<>();

    /** Lets {@code most} through within any such time. */
    public Brake(int most, Duration within) {
        this.most = most;
        this.withinNanos = within.toNanos();
    }

    /**
     * Asks for one delete.
     *
     * @param cause the same for the same delete that is tried again, which then counts once
     * @param nowNanos on a clock that only grows
     * @return whether it may be done
     */
    public synchronized boolean lets(Object cause, long nowNanos) {
        asked.values().removeIf(at -> nowNanos - at >= withinNanos);
        asked.putIfAbsent(cause, nowNanos);
        if (asked.size() <= most) {
            return true;
        }
        // One more than may be is enough to know that there were too many.
        forgetOldest();
        return false;
    }

    private void forgetOldest() {
        if (asked.size() > most + 1) {
            Iterator<Object> oldest = asked.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}

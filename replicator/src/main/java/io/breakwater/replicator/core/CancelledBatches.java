package io.breakwater.replicator.core;

import io.breakwater.schemas.BatchName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The batches that operators have cancelled (decision 0012), as far as we have heard of them: the newest ones. One thread
 * tells, any may ask.
 */
public final class CancelledBatches {
    /** Of up to some hundred bytes each. */
    public static final int MOST = 10_000;

    private final LinkedHashSet<BatchName> newest = new LinkedHashSet<>();
    private volatile Set<BatchName> all = Set.of();

    /** @param more the newest last */
    public void add(Collection<BatchName> more) {
        if (more.isEmpty()) {
            return;
        }
        for (var batch : more) {
            newest.addLast(batch);
            if (newest.size() > MOST) {
                newest.removeFirst();
            }
        }
        all = Set.copyOf(newest);
    }

    /** The same set until more is heard. */
    public Set<BatchName> all() {
        return all;
    }
}

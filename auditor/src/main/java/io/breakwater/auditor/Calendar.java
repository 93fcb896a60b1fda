package io.breakwater.auditor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Image keys in order of time: {@code <milliseconds, zero-padded>/<image key>} to image key, so that a range scan finds
 * what is due. Confined to the thread of its task.
 */
final class Calendar {
    private final KeyValueStore<String, String> entries;

    Calendar(KeyValueStore<String, String> entries) {
        this.entries = entries;
    }

    /** Moves {@code key} from one time to another; absent for none. */
    void move(String key, Optional<Instant> from, Optional<Instant> to) {
        if (!from.equals(to)) {
            from.ifPresent(time -> entries.delete(entry(time, key)));
            to.ifPresent(time -> entries.put(entry(time, key), key));
        }
    }

    /** Keys whose time is not after {@code until}, earliest first, at most {@code most}. */
    List<String> due(Instant until, int most) {
        var due = new ArrayList<String>();
        try (var found = entries.range("0", padded(until.toEpochMilli() + 1))) {
            while (found.hasNext() && due.size() < most) {
                due.add(found.next().value);
            }
        }
        return due;
    }

    private static String entry(Instant due, String key) {
        return padded(due.toEpochMilli()) + "/" + key;
    }

    private static String padded(long millis) {
        var digits = Long.toString(millis);
        return "0".repeat(Math.max(0, 15 - digits.length())) + digits;
    }
}

package io.breakwater.auditor;

import io.breakwater.auditor.core.ImageState;
import io.breakwater.schemas.ImageName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The images of one partition: what is known of each, and a calendar of when to judge them again. Confined to the thread
 * of its task.
 */
final class Images {
    static final String STATES = "image-states";
    static final String CALENDAR = "due";

    private final KeyValueStore<String, ImageState> states;

    /** {@code <milliseconds, zero-padded>/<image key>} to image key, so that a range scan is in order of time. */
    private final KeyValueStore<String, String> calendar;

    Images(ProcessingContext context) {
        this.states = context.getStateStore(STATES);
        this.calendar = context.getStateStore(CALENDAR);
    }

    ImageState get(ImageName image) {
        return find(image.key()).orElseGet(() -> ImageState.unknown(image));
    }

    /** Replaces {@code before}, which must be what {@link #get} gave. */
    void put(ImageState before, ImageState next) {
        var key = next.image().key();
        states.put(key, next);
        if (!before.due().equals(next.due())) {
            before.due().ifPresent(due -> calendar.delete(entry(due, key)));
            next.due().ifPresent(due -> calendar.put(entry(due, key), key));
        }
    }

    void remove(ImageState state) {
        var key = state.image().key();
        states.delete(key);
        state.due().ifPresent(due -> calendar.delete(entry(due, key)));
    }

    /** Those whose time has come, earliest first, at most {@code most}. */
    List<ImageState> due(Instant now, int most) {
        var due = new ArrayList<ImageState>();
        try (var entries = calendar.range("0", padded(now.toEpochMilli() + 1))) {
            while (entries.hasNext() && due.size() < most) {
                find(entries.next().value).ifPresent(due::add);
            }
        }
        return due;
    }

    private Optional<ImageState> find(String key) {
        return Optional.ofNullable(states.get(key));
    }

    private static String entry(Instant due, String key) {
        return padded(due.toEpochMilli()) + "/" + key;
    }

    private static String padded(long millis) {
        var digits = Long.toString(millis);
        return "0".repeat(Math.max(0, 15 - digits.length())) + digits;
    }
}

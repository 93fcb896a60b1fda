package io.breakwater.auditor;

import io.breakwater.auditor.core.ImageState;
import io.breakwater.schemas.ImageName;
import java.time.Instant;
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

    private final Calendar calendar;

    Images(ProcessingContext context) {
        this.states = context.getStateStore(STATES);
        this.calendar = new Calendar(context.getStateStore(CALENDAR));
    }

    ImageState get(ImageName image) {
        return find(image.key()).orElseGet(() -> ImageState.unknown(image));
    }

    /** Replaces {@code before}, which must be what {@link #get} gave. */
    void put(ImageState before, ImageState next) {
        var key = next.image().key();
        states.put(key, next);
        calendar.move(key, before.due(), next.due());
    }

    void remove(ImageState state) {
        var key = state.image().key();
        states.delete(key);
        calendar.move(key, state.due(), Optional.empty());
    }

    /** Those whose time has come, earliest first, at most {@code most}. */
    List<ImageState> due(Instant now, int most) {
        return calendar.due(now, most).stream()
                .flatMap(key -> find(key).stream())
                .toList();
    }

    private Optional<ImageState> find(String key) {
        return Optional.ofNullable(states.get(key));
    }
}

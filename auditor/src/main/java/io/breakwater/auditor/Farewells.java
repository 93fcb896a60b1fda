package io.breakwater.auditor;

import io.breakwater.auditor.core.Fact;
import io.breakwater.auditor.core.Farewell;
import io.breakwater.auditor.core.ImageState;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ReplicationRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** The names of one partition that wait to be deleted at the standby. Confined to the thread of its task. */
final class Farewells implements AutoCloseable {
    static final String FAREWELLS = "farewells";
    static final String CALENDAR = "farewells-due";
    static final String HELD = "deletes-held";

    private static final String AT_MOST = "at-most";

    /** Asked for in one sweep; the rest is for the next one. */
    private static final int MOST_PER_SWEEP = 1_000;

    private final KeyValueStore<String, Farewell> farewells;
    private final Calendar calendar;

    /** Under {@link #AT_MOST} the limit at which a burst was held; nothing else than another limit lets it go. */
    private final KeyValueStore<String, Long> held;

    private final int partition;
    private final Optional<DeleteRule> rule;
    private final DeleteBrake brake;

    Farewells(ProcessingContext context, Optional<DeleteRule> rule, DeleteBrake brake) {
        this.farewells = context.getStateStore(FAREWELLS);
        this.calendar = new Calendar(context.getStateStore(CALENDAR));
        this.held = context.getStateStore(HELD);
        this.partition = context.taskId().partition();
        this.rule = rule;
        this.brake = brake;
        brake.open(partition);
    }

    /**
     * Takes one fact in.
     *
     * @param state what was known of the name before it
     */
    void take(ImageState state, Fact fact, Coordinates at, Instant now) {
        var key = state.image().key();
        var before = find(key);
        // What was deleted under an earlier rule must not go by that one's time once there is a rule again.
        put(key, before, rule.flatMap(mirror -> Farewell.after(before, state, fact, at, now, mirror.after())));
    }

    /** Asks for what is due. Without a rule nothing is asked for, and what is due has waited for nothing. */
    void sweep(Instant now, Consumer<ReplicationRequest.Delete> ask) {
        rule.ifPresentOrElse(
                mirror -> ask(now, mirror, ask), () -> due(now, MOST_PER_SWEEP).forEach(farewell -> remove(farewell)));
    }

    private void ask(Instant now, DeleteRule mirror, Consumer<ReplicationRequest.Delete> ask) {
        var soon =
                calendar.due(now.plus(DeleteBrake.WINDOW), mirror.atMost() + 1).size();
        var allowance = brake.allowance(partition, soon, now);
        if (isHeld(mirror, soon, allowance.burst())) {
            brake.hold(partition);
            return;
        }
        for (var farewell : due(now, Math.min(allowance.most(), MOST_PER_SWEEP))) {
            ask.accept(farewell.request(now));
            brake.asked(now);
            remove(farewell);
        }
    }

    /** A burst stays one over restarts and rebalances, also when a part of it has been called off. */
    private boolean isHeld(DeleteRule mirror, int soon, boolean burst) {
        var before = Optional.ofNullable(held.get(AT_MOST));
        var now = soon > 0 && (burst || before.equals(Optional.of((long) mirror.atMost())))
                ? Optional.of((long) mirror.atMost())
                : Optional.<Long>empty();
        if (!now.equals(before)) {
            now.ifPresentOrElse(limit -> held.put(AT_MOST, limit), () -> held.delete(AT_MOST));
        }
        return now.isPresent();
    }

    private List<Farewell> due(Instant now, int most) {
        return calendar.due(now, most).stream()
                .flatMap(key -> find(key).stream())
                .toList();
    }

    private Optional<Farewell> find(String key) {
        return Optional.ofNullable(farewells.get(key));
    }

    private void remove(Farewell farewell) {
        put(farewell.image().key(), Optional.of(farewell), Optional.empty());
    }

    private void put(String key, Optional<Farewell> before, Optional<Farewell> next) {
        if (before.equals(next)) {
            return;
        }
        next.ifPresentOrElse(farewell -> farewells.put(key, farewell), () -> farewells.delete(key));
        calendar.move(key, before.map(Farewell::due), next.map(Farewell::due));
    }

    @Override
    public void close() {
        brake.close(partition);
    }
}

package io.breakwater.cli.batch;

import io.breakwater.schemas.OperationRecord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One batch as {@code operations.audit} tells it.
 *
 * @param operation {@code replay} or {@code sync}
 * @param details what it is about, as it was written when it began
 * @param requests how many were published when it ended; absent before that, also when it is gone on with
 */
public record Batch(
        String id,
        String operation,
        String operator,
        String reason,
        Instant startedAt,
        State state,
        Optional<Long> requests,
        Map<String, String> details) {
    public Batch {
        details = Map.copyOf(details);
    }

    static final String RESULT = "result";
    static final String REQUESTS = "requests";
    /** What follows an operation's own name where it ended, or was gone on with. */
    static final String ENDED = "-ended";

    static final String RESUMED = "-resumed";

    /** How it stands. */
    public enum State {
        /** Being published right now, or broken off without a word: a process that was killed says nothing. */
        OPEN,
        /** Stopped by its operator; can be gone on with. */
        STOPPED,
        /** Cancelled: the rest of it will not be published, and what has not had its turn not be worked on. */
        CANCELLED,
        /** All of it is published. */
        DONE;

        public boolean canGoOn() {
            return switch (this) {
                case OPEN, STOPPED -> true;
                case CANCELLED, DONE -> false;
            };
        }
    }

    /** One that begins now. */
    public static Batch begin(
            String operation, String operator, String reason, Instant now, Map<String, String> details) {
        return new Batch(
                BatchId.of(operation, now), operation, operator, reason, now, State.OPEN, Optional.empty(), details);
    }

    /** One that a record says has begun. */
    static Batch began(OperationRecord record) {
        return new Batch(
                record.operationId(),
                record.operation(),
                record.operator(),
                record.reason(),
                record.at(),
                State.OPEN,
                Optional.empty(),
                record.details());
    }

    /** As it is after a record about it. A cancel is final, also for who publishes the batch without knowing of it yet. */
    Batch after(OperationRecord record) {
        if (record.operation().equals(OperationRecord.CANCEL)) {
            return with(State.CANCELLED, requests);
        }
        if (record.operation().equals(operation + RESUMED)) {
            // It publishes more, and says how many when it ends, if it lives to say so.
            return with(unlessCancelled(State.OPEN), Optional.empty());
        }
        if (!record.operation().equals(operation + ENDED)) {
            return this;
        }
        var published = Optional.ofNullable(record.details().get(REQUESTS)).map(Long::valueOf);
        var end = State.valueOf(record.details().getOrDefault(RESULT, State.STOPPED.name()));
        return with(unlessCancelled(end), published);
    }

    private State unlessCancelled(State next) {
        return state == State.CANCELLED ? state : next;
    }

    private Batch with(State now, Optional<Long> published) {
        return new Batch(id, operation, operator, reason, startedAt, now, published, details);
    }
}

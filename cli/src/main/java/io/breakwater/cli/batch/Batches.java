package io.breakwater.cli.batch;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Quote;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The batches of one operation, as the records about them tell; holds one entry for each batch. */
public final class Batches {
    private final String operation;
    private final Map<String, Batch> byId = new LinkedHashMap<>();

    Batches(String operation) {
        this.operation = operation;
    }

    public static Batches read(TopicReader reader, String operation) {
        var batches = new Batches(operation);
        Operations.read(reader, batches::take);
        return batches;
    }

    /** Takes note of the next record; those about one batch come in the order in which they were written. */
    void take(OperationRecord record) {
        if (record.operation().equals(operation)) {
            byId.put(record.operationId(), Batch.began(record));
        } else {
            Optional.ofNullable(record.details().get(BatchName.KEY))
                    .ifPresent(id -> byId.computeIfPresent(id, (_, batch) -> batch.after(record)));
        }
    }

    /** The oldest first. */
    public List<Batch> all() {
        return byId.values().stream()
                .sorted(Comparator.comparing(Batch::startedAt))
                .toList();
    }

    /** @throws CommandFailure if there is no such batch */
    public Batch named(String id) {
        return Optional.ofNullable(byId.get(id))
                .orElseThrow(() -> new CommandFailure("there is no " + operation + " " + Quote.of(id)
                        + " on record; 'breakwater " + operation + " list' shows those that are"));
    }

    /** @throws CommandFailure if there is no such batch, or nothing of it is left to do */
    public Batch toGoOnWith(String id) {
        var batch = named(id);
        return switch (batch.state()) {
            case OPEN, STOPPED -> batch;
            case DONE -> throw new CommandFailure(id + " is done; nothing of it is left to publish");
            case CANCELLED ->
                throw new CommandFailure(id + " was cancelled; select what is still wanted in a new " + operation);
        };
    }
}

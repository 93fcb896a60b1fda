package io.breakwater.cli.batch;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.Quote;
import java.util.List;

/** The batches of one operation, found by their names. */
public record Batches(String operation, List<Batch> all) {
    public static Batches read(TopicReader reader, String operation) {
        return new Batches(operation, Batch.of(operation, Operations.read(reader)));
    }

    /** @throws CommandFailure if there is no such batch */
    public Batch named(String id) {
        return all.stream()
                .filter(batch -> batch.id().equals(id))
                .findFirst()
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

package io.breakwater.cli.letters;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.batch.Operations;
import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.Spans.Span;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Reads {@code replication.dead-letters} beside what operators have done about them. */
public final class Letters {
    private static final JsonSerde<DeadLetter> LETTERS = JsonSerde.of(DeadLetter.class);

    private Letters() {}

    /** All of them, the oldest first; what is no letter is left out. */
    static List<Letter> all(TopicReader reader) {
        var deeds = Deeds.of(Operations.read(reader));
        var letters = new ArrayList<Letter>();
        reader.read(Topic.REPLICATION_DEAD_LETTERS, reader.all(Topic.REPLICATION_DEAD_LETTERS), record -> {
            var id = new LetterId(record.partition(), record.offset());
            TopicReader.value(LETTERS, record).ifPresent(letter -> letters.add(Letter.of(id, letter, deeds.about(id))));
        });
        letters.sort(Comparator.comparing(Letter::failedAt));
        return letters;
    }

    /** Those about which nothing has been done. */
    public static List<Letter> open(TopicReader reader) {
        return all(reader).stream().filter(Letter::isOpen).toList();
    }

    /** The letter with all that it holds. @throws CommandFailure if it is not there */
    static DeadLetter read(TopicReader reader, LetterId id) {
        var there = reader.all(Topic.REPLICATION_DEAD_LETTERS).partitions().get(id.partition());
        var found = new ArrayList<DeadLetter>();
        if (there != null && id.offset() >= there.from() && id.offset() < there.to()) {
            var one = Spans.of(Map.of(id.partition(), new Span(id.offset(), id.offset() + 1)));
            reader.read(
                    Topic.REPLICATION_DEAD_LETTERS,
                    one,
                    record -> TopicReader.value(LETTERS, record).ifPresent(found::add));
        }
        if (found.isEmpty()) {
            throw new CommandFailure("there is no dead letter " + id + "; 'breakwater dead-letters list' shows them");
        }
        return found.getFirst();
    }
}

package io.breakwater.cli.letters;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.Spans.Span;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.Topic;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Reads {@code replication.dead-letters} beside what operators have done about them. */
public final class Letters {
    private static final JsonSerde<DeadLetter> LETTERS = JsonSerde.of(DeadLetter.class);

    private Letters() {}

    /** Hands on all of them, one at a time and in no order; what is no letter is left out. */
    static void read(TopicReader reader, Consumer<Letter> to) {
        var deeds = Deeds.read(reader);
        reader.read(Topic.REPLICATION_DEAD_LETTERS, reader.all(Topic.REPLICATION_DEAD_LETTERS), record -> {
            var id = LetterId.of(record.partition(), record.offset());
            TopicReader.value(LETTERS, record).ifPresent(letter -> to.accept(Letter.of(id, letter, deeds.about(id))));
        });
    }

    /** How many there are about which nothing has been done. */
    public static long open(TopicReader reader) {
        var open = new AtomicLong();
        read(reader, letter -> open.addAndGet(letter.isOpen() ? 1 : 0));
        return open.get();
    }

    /** The letter with all that it holds. @throws CommandFailure if it is not there */
    static DeadLetter read(TopicReader reader, LetterId id) {
        var place = id.place();
        var there = reader.all(Topic.REPLICATION_DEAD_LETTERS).partitions().get(place.partition());
        var found = new ArrayList<DeadLetter>();
        if (there != null && place.offset() >= there.from() && place.offset() < there.to()) {
            var one = Spans.of(Map.of(place.partition(), new Span(place.offset(), place.offset() + 1)));
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

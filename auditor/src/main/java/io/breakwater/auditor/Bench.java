package io.breakwater.auditor;

import io.breakwater.auditor.core.CatchUp;
import io.breakwater.auditor.core.Fact;
import io.breakwater.auditor.core.ImageState;
import io.breakwater.auditor.core.Intake;
import io.breakwater.auditor.core.Judge;
import io.breakwater.auditor.core.Ruling;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads what is known of an image, asks the core, stores and forwards. Confined to the thread of its task. */
final class Bench implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bench.class);

    /** A longer sweep would keep the thread from polling; the rest is for the next one. */
    static final int MOST_PER_SWEEP = 5_000;

    private final ProcessorContext<String, Object> context;
    private final DriftRules rules;
    private final DriftMeters meters;
    private final DriftMeters.Partition gauges;
    private final Images images;
    private final Farewells farewells;
    private final Tally tally;
    private final Publisher publisher;
    private final CatchUp catchUp;

    Bench(ProcessorContext<String, Object> context, DriftRules rules, DriftMeters meters, DeleteBrake brake) {
        this.context = context;
        this.rules = rules;
        this.meters = meters;
        this.gauges = meters.partition();
        this.images = new Images(context);
        this.farewells = new Farewells(context, rules.deletes(), brake);
        this.tally = new Tally(context, gauges);
        this.publisher = new Publisher(context);
        this.catchUp = new CatchUp(now(), rules.grace());
    }

    void take(Record<String, Reading> record) {
        var metadata = context.recordMetadata().orElseThrow();
        var at = new Coordinates(metadata.topic(), metadata.partition(), metadata.offset());
        catchUp.read(Instant.ofEpochMilli(record.timestamp()), now());
        switch (record.value()) {
            case Reading.Understood(var fact) -> take(record.key(), fact, at);
            case Reading.Unreadable(var problem) -> skip(at, problem);
        }
    }

    /** Judges again what has become due, and asks for the deletes that have. */
    void sweep(Instant now) {
        if (!catchUp.isBehind(now)) {
            for (var state : images.due(now, MOST_PER_SWEEP)) {
                follow(state, Judge.weighWhenDue(state, now, rules.grace()), now);
            }
            farewells.sweep(now, publisher::ask);
        }
        catchUp.swept();
    }

    /** Takes this partition's numbers out of the meters. */
    @Override
    public void close() {
        gauges.close();
        farewells.close();
    }

    private void take(String key, Fact fact, Coordinates at) {
        var image = fact.image();
        if (image.isPresent() && !image.get().key().equals(key)) {
            skip(at, "its key is not the name of its image");
        } else {
            image.ifPresent(name -> take(name, fact, at));
        }
    }

    private void take(ImageName image, Fact fact, Coordinates at) {
        var now = now();
        var before = images.get(image);
        farewells.take(before, fact, at, now);
        var taken = Intake.take(before, fact, at, now);
        if (!taken.equals(before)) {
            var ruling = catchUp.isBehind(now)
                    ? Judge.weighWhileBehind(taken, now, rules.grace())
                    : Judge.weigh(taken, now, rules.grace());
            follow(before, ruling, now);
        }
    }

    private void follow(ImageState before, Ruling ruling, Instant now) {
        switch (ruling) {
            case Ruling.Unchanged(var next) -> images.put(before, next);
            case Ruling.Stands stands -> publish(before, stands);
            case Ruling.Withdrawn(var next) -> {
                images.put(before, next);
                tally.move(before.publishedVerdict(), Optional.empty());
                publisher.withdraw(next.image(), now);
            }
            case Ruling.Forgotten() -> images.remove(before);
        }
    }

    private void publish(ImageState before, Ruling.Stands stands) {
        images.put(before, stands.next());
        tally.move(before.publishedVerdict(), stands.next().publishedVerdict());
        publisher.publish(stands.verdict());
        stands.change().ifPresent(change -> {
            publisher.publish(change);
            meters.changed(change.to().verdict());
        });
    }

    private void skip(Coordinates at, String problem) {
        meters.unreadable(at.topic());
        LOG.atWarn()
                .addKeyValue("topic", at.topic())
                .addKeyValue("partition", at.partition())
                .addKeyValue("offset", at.offset())
                .addKeyValue("cause", problem)
                .log("Skipped a record that can't be read");
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}

package io.breakwater.cli.replay;

import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.topics.PartitionOffset;
import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to replay. */
final class SelectionOption {
    /** Between the clocks of those who write events and those who write the ledger. */
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Select from registry.events (default) or replication.requests.")
    private Topic topic = Topic.REGISTRY_EVENTS;

    @Option(
            names = "--from-offset",
            split = ",",
            paramLabel = "P:O",
            description = "From this offset O of partition P on; once one is given, partitions not named are left out.")
    private List<PartitionOffset> fromOffsets = List.of();

    @Option(
            names = "--to-offset",
            split = ",",
            paramLabel = "P:O",
            description = "Up to this offset of a partition, inclusive.")
    private List<PartitionOffset> toOffsets = List.of();

    @Option(
            names = "--from-time",
            paramLabel = "TIME",
            description = "Written at this time or later, such as 2026-11-23T09:00:00Z.")
    private @Nullable Instant fromTime;

    @Option(names = "--to-time", paramLabel = "TIME", description = "Written before this time.")
    private @Nullable Instant toTime;

    @Option(
            names = "--image",
            split = ",",
            paramLabel = "GLOB",
            description = "Only these images: library/*, library/app:v1*, team-a/**; * is one part of a path.")
    private List<NameGlob> images = List.of();

    @Option(
            names = "--outcome",
            split = ",",
            paramLabel = "OUTCOME",
            description = "Only what ended so in the ledger: ${COMPLETION-CANDIDATES}.")
    private Set<Outcome> outcomes = Set.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Refuse to select more images (default: ${DEFAULT-VALUE}).")
    private int limit = 100_000;

    /** How many images may be selected; they are held until they are published. */
    int limit() {
        return limit;
    }

    /** @throws ParameterException if nothing is selected */
    void check() {
        if (fromOffsets.isEmpty()
                && toOffsets.isEmpty()
                && fromTime == null
                && toTime == null
                && images.isEmpty()
                && outcomes.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "nothing is selected; say what to replay, or use 'breakwater sync' for all that is mapped");
        }
    }

    /**
     * What is selected of the records that there are now.
     *
     * @throws ParameterException if a partition is named that is not there
     */
    Selection selection(TopicReader reader) {
        var from = Optional.ofNullable(fromTime);
        var reach = from.map(time -> reader.since(topic, time)).orElseGet(() -> reader.all(topic));
        return new Selection(
                topic, within(reach), from, Optional.ofNullable(toTime), images, outcomes, ledger(reader, from));
    }

    private Spans within(Spans reach) {
        try {
            return Bounds.of(fromOffsets, toOffsets).within(reach);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Spans ledger(TopicReader reader, Optional<Instant> from) {
        if (outcomes.isEmpty()) {
            return Spans.NONE;
        }
        return from.map(time -> reader.since(Topic.REPLICATION_LEDGER, time.minus(CLOCKS_DIFFER)))
                .orElseGet(() -> reader.all(Topic.REPLICATION_LEDGER));
    }
}

package io.breakwater.cli.offsets;

import io.breakwater.broker.BrokerFault;
import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.ExitCode;
import io.breakwater.cli.KafkaClient;
import io.breakwater.cli.batch.ConfirmOption;
import io.breakwater.cli.batch.Operations;
import io.breakwater.cli.batch.OperatorOption;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.run.Brokers;
import io.breakwater.cli.text.Table;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.cli.topics.RecordWriter;
import io.breakwater.cli.topics.Replicators;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code breakwater offsets reset}. */
@Command(
        name = "reset",
        description = {
            "Set where the replicators go on, while none runs. For a disaster; otherwise use 'breakwater replay', which"
                    + " works while everything runs.",
            "Whatever lies behind the new place is worked on again, and gets a second record in the ledger: this is the"
                    + " one way in which a cause has two. Without --confirm it only shows what it would do.",
            "With an embedded broker, stop 'breakwater up' first; this starts the broker for itself."
        },
        footerHeading = "%nExample:%n",
        footer = "  breakwater offsets reset --to-time 2026-11-23T09:00:00Z")
final class ResetCommand extends KafkaCommand {
    private static final List<Topic> TOPICS = List.of(Topic.REGISTRY_EVENTS, Topic.REPLICATION_REQUESTS);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private OperatorOption operator = new OperatorOption();

    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Only registry.events or replication.requests (default: both).")
    private @Nullable Topic topic;

    @Mixin
    private ConfirmOption confirm = new ConfirmOption();

    /** What is printed as JSON. */
    record Report(boolean changed, String group, List<Move> moves) {}

    @Override
    protected int run(Configuration configuration, Map<String, Object> kafka) throws InterruptedException {
        var topics = topics();
        var confirmed = confirm.isGiven();
        var reason = confirmed ? operator.reason() : "";
        var group = configuration.replicator().group();
        try (var brokers = Brokers.open(configuration.kafka())) {
            var replicators = idle(Replicators.ask(brokers.client(), group));
            var moves = moves(brokers.client(), topics, replicators);
            if (confirmed) {
                change(brokers.client(), group, moves);
                record(brokers.client(), group, moves, reason);
            }
            say(new Report(confirmed, group, moves));
            return ExitCode.DONE;
        } catch (BrokerFault e) {
            throw new CommandFailure(e.getMessage() + " If that is 'breakwater up', end it while this works.", e);
        }
    }

    /** An embedded broker is started here. */
    @Override
    protected Map<String, Object> kafka(Configuration configuration) {
        return KafkaClient.known(configuration.kafka());
    }

    private List<Topic> topics() {
        if (target.isOffsets() && topic == null) {
            throw new ParameterException(
                    spec.commandLine(), "--to-offset needs --topic: each topic has its own offsets");
        }
        return topic == null ? TOPICS : List.of(topic);
    }

    /** A group that is gone, with all that it had done, is the very case: it is made anew. */
    private static Replicators idle(Replicators group) {
        if (group.members() > 0) {
            throw busy(group.id());
        }
        return group;
    }

    private static CommandFailure busy(String group) {
        return new CommandFailure("group " + group + " has members, which would go on where they are; stop every"
                + " replicator first (one that was killed counts until its session ends, some seconds)");
    }

    private List<Move> moves(Map<String, Object> kafka, List<Topic> topics, Replicators replicators) {
        try (var reader = TopicReader.open(kafka)) {
            return topics.stream()
                    .flatMap(one -> moves(reader, one, replicators))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Stream<Move> moves(TopicReader reader, Topic one, Replicators replicators) {
        var all = reader.all(one);
        var committed = new TreeMap<Integer, Long>();
        replicators.committed().forEach((place, offset) -> {
            if (place.topic().equals(one.topicName()) && offset != null) {
                committed.put(place.partition(), offset.offset());
            }
        });
        return Move.of(one.topicName(), all, target.places(reader, one, all), committed).stream();
    }

    /** Empty metadata: what was done beyond an offset is forgotten with the offset. */
    private static void change(Map<String, Object> kafka, String group, List<Move> moves) throws InterruptedException {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        moves.forEach(move ->
                offsets.put(new TopicPartition(move.topic(), move.partition()), new OffsetAndMetadata(move.to(), "")));
        try (var admin = Admin.create(kafka)) {
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownMemberIdException || e.getCause() instanceof GroupNotEmptyException) {
                throw busy(group);
            }
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }

    private void record(Map<String, Object> kafka, String group, List<Move> moves, String reason) {
        try (var writer = RecordWriter.open(kafka)) {
            var details = new TreeMap<String, String>();
            details.put("group", group);
            moves.stream()
                    .collect(Collectors.groupingBy(
                            Move::topic,
                            Collectors.mapping(
                                    move -> move.partition() + ":"
                                            + move.from().map(String::valueOf).orElse("-") + ">" + move.to(),
                                    Collectors.joining(","))))
                    .forEach(details::put);
            Operations.write(writer, group, "reset-offsets", operator.name(), reason, details);
        }
    }

    private void say(Report report) {
        if (output().isJson()) {
            output().printJson(report);
            return;
        }
        var table = Table.of("TOPIC", "PARTITION", "GOES ON AT", "NOW", "RECORDS");
        report.moves()
                .forEach(move -> table.row(
                        move.topic(),
                        Integer.toString(move.partition()),
                        Long.toString(move.to()),
                        move.from().map(String::valueOf).orElse("-"),
                        Long.toString(move.records())));
        table.lines().forEach(output().out()::println);
        output().out()
                .println(
                        report.changed()
                                ? "Done. Start the replicators; 'breakwater status' shows how they get on."
                                : "Nothing was changed. With --confirm they go on there.");
    }
}

package io.breakwater.bench.load;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * As many records are in the log as were acknowledged: after each run the topic's end offsets, as a read-committed reader sees
 * them, have grown by exactly that. Nobody else may write to the topic meanwhile.
 */
final class LogCheck implements AutoCloseable {
    private final Admin admin;
    private final String topic;

    private LogCheck(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    static LogCheck of(Map<String, Object> kafka, String topic) {
        return new LogCheck(Admin.create(kafka), topic);
    }

    /** Sends something to the topic. */
    @FunctionalInterface
    interface Sender {
        Load send() throws InterruptedException;
    }

    /**
     * Lets {@code sender} run, and counts.
     *
     * @throws IllegalStateException if the topic has not grown by what was acknowledged: what was measured is worth nothing
     */
    Load counted(Sender sender) throws InterruptedException {
        var before = ends();
        var load = sender.send();
        var written = ends() - before;
        if (written != load.acknowledged()) {
            throw new IllegalStateException(
                    "%,d were acknowledged, and %,d are in %s".formatted(load.acknowledged(), written, topic));
        }
        return load;
    }

    /** Right after a 202 as well: an acknowledged record is below the last stable offset, as no transaction is open. */
    private long ends() throws InterruptedException {
        try {
            var descriptions =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().values();
            var asReaders = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
            return admin.listOffsets(latest(descriptions), asReaders).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot ask for the end of " + topic, e.getCause());
        }
    }

    private Map<TopicPartition, OffsetSpec> latest(Collection<TopicDescription> descriptions) {
        return descriptions.stream()
                .flatMap(description -> description.partitions().stream())
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
    }

    @Override
    public void close() {
        admin.close();
    }
}

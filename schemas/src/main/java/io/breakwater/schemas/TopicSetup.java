package io.breakwater.schemas;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics that are missing and checks those that are there. Every role does this when it starts; several at
 * once, or again, is harmless. What exists is never changed.
 */
public final class TopicSetup {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String REPLICATION_FACTOR = "replication.factor";

    private final Admin admin;
    private final TopicSettings settings;
    private final Patience patience;

    private TopicSetup(Admin admin, TopicSettings settings, Patience patience) {
        this.admin = admin;
        this.settings = settings;
        this.patience = patience;
    }

    /**
     * Returns when every topic is there, and those that were missing can be written to. Waits 30 seconds for brokers that
     * are away or still starting.
     *
     * @return one sentence for each setting of a topic, other than its partitions, that is not as expected
     * @throws IllegalStateException if a topic has another number of partitions than {@code settings} say, for then the
     *     records of one image would not be in the same partition of every topic; nothing is created in that case
     * @throws TimeoutException if the brokers can't be reached, or are too few for the replication factor; trying again
     *     later may help
     * @throws KafkaException if they refuse
     */
    public static List<String> ensure(Admin admin, TopicSettings settings) {
        return ensure(admin, settings, PATIENCE);
    }

    static List<String> ensure(Admin admin, TopicSettings settings, Duration patience) {
        return new TopicSetup(admin, settings, new Patience(patience)).ensure();
    }

    private List<String> ensure() {
        var existing = patience.retry("describe the topics", this::describe);
        checkPartitions(existing);
        var missing = Arrays.stream(Topic.values())
                .filter(topic -> !existing.containsKey(topic.topicName()))
                .toList();
        patience.retry("create the topics", () -> create(missing));
        var all = patience.retry("wait for the topics", this::describeAll);
        // Again: another role may have created them meanwhile, with other settings.
        checkPartitions(all);
        patience.retry("wait for the topics' leaders", () -> awaitLeaders(missing));
        return warnings(all);
    }

    /** The topics that exist, by name. */
    private Map<String, TopicDescription> describe() {
        var names = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
        var found = new TreeMap<String, TopicDescription>();
        admin.describeTopics(names, new DescribeTopicsOptions().timeoutMs(patience.requestMillis()))
                .topicNameValues()
                .forEach((name, description) -> {
                    try {
                        found.put(name, Patience.get(description));
                    } catch (UnknownTopicOrPartitionException e) {
                        // It is missing, which is an answer too.
                    }
                });
        return found;
    }

    private void checkPartitions(Map<String, TopicDescription> found) {
        var partitions = new TreeMap<String, Integer>();
        found.forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
        TopicComparison.checkPartitions(partitions, settings.partitions());
    }

    private Collection<Topic> create(Collection<Topic> missing) {
        var topics = missing.stream()
                .map(topic -> new NewTopic(topic.topicName(), settings.partitions(), settings.replicationFactor())
                        .configs(settings.configuration(topic)))
                .toList();
        admin.createTopics(topics, new CreateTopicsOptions().timeoutMs(patience.requestMillis()))
                .values()
                .values()
                .forEach(TopicSetup::awaitCreation);
        return missing;
    }

    private static void awaitCreation(KafkaFuture<Void> creation) {
        try {
            Patience.get(creation);
        } catch (TopicExistsException e) {
            // Another role was quicker, or our own earlier try went through after all.
        }
    }

    /** All topics; throws what is worth another try while the broker that we ask has not heard of one. */
    private Map<String, TopicDescription> describeAll() {
        var found = describe();
        for (var topic : Topic.values()) {
            if (!found.containsKey(topic.topicName())) {
                throw new UnknownTopicOrPartitionException(topic.topicName() + " is not there yet");
            }
        }
        return found;
    }

    /**
     * Asks each partition's leader for its end: a broker is told that it leads before it is ready to, and refuses writes
     * in between.
     */
    private Map<TopicPartition, ListOffsetsResultInfo> awaitLeaders(Collection<Topic> created) {
        var ends = new HashMap<TopicPartition, OffsetSpec>();
        for (var topic : created) {
            for (var partition = 0; partition < settings.partitions(); partition++) {
                ends.put(new TopicPartition(topic.topicName(), partition), OffsetSpec.latest());
            }
        }
        return Patience.get(admin.listOffsets(ends, new ListOffsetsOptions().timeoutMs(patience.requestMillis()))
                .all());
    }

    private List<String> warnings(Map<String, TopicDescription> found) {
        try {
            var configurations = patience.retry("read the topics' configuration", this::configurations);
            found.forEach((name, topic) -> configurations
                    .computeIfAbsent(name, _ -> new TreeMap<>())
                    .put(REPLICATION_FACTOR, replicationFactor(topic)));
            return Arrays.stream(Topic.values())
                    .flatMap(topic -> differences(topic, configurations))
                    .toList();
        } catch (AuthorizationException e) {
            return List.of("The topics' configuration was not compared: " + e.getMessage());
        }
    }

    private Stream<String> differences(Topic topic, Map<String, Map<String, String>> found) {
        var expected = new TreeMap<>(settings.configuration(topic));
        expected.put(REPLICATION_FACTOR, Short.toString(settings.replicationFactor()));
        return TopicComparison.differences(
                topic.topicName(), expected, found.getOrDefault(topic.topicName(), Map.of()));
    }

    /** Topic name to setting to value. */
    private Map<String, Map<String, String>> configurations() {
        var resources = Arrays.stream(Topic.values())
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName()))
                .toList();
        var configurations = new TreeMap<String, Map<String, String>>();
        admin.describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(patience.requestMillis()))
                .values()
                .forEach((topic, future) -> {
                    var configuration = new TreeMap<String, String>();
                    Patience.get(future).entries().forEach(entry -> configuration.put(entry.name(), entry.value()));
                    configurations.put(topic.name(), configuration);
                });
        return configurations;
    }

    private static String replicationFactor(TopicDescription topic) {
        return Integer.toString(topic.partitions().getFirst().replicas().size());
    }
}

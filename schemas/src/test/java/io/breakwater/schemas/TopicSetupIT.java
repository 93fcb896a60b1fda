package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.testkit.Await;
import io.breakwater.testkit.kafka.KafkaFixture;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicSetupIT {
    private static final TopicSettings SETTINGS = new TopicSettings(4, (short) 1, true);
    private static final Set<String> NAMES =
            Arrays.stream(Topic.values()).map(Topic::topicName).collect(toSet());
    private static final byte[] KEY = "library/app:v1".getBytes(UTF_8);
    private static KafkaFixture kafka;
    private static Admin admin;

    @BeforeAll
    static void start() {
        kafka = KafkaFixture.start();
        admin = admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    @AfterEach
    void removeTopics() throws Exception {
        admin.deleteTopics(ourTopics()).all().get();
        Await.until("topics are gone", () -> ourTopics().isEmpty());
    }

    @Test
    void missingTopicsAreCreatedAsConfigured() throws Exception {
        var warnings = TopicSetup.ensure(admin, SETTINGS);

        assertEquals(List.of(), warnings);
        assertEquals(NAMES, ourTopics());
        for (var topic : Topic.values()) {
            assertEquals(4, partitions(topic), topic.topicName());
            SETTINGS.configuration(topic)
                    .forEach((name, value) -> assertEquals(value, setting(topic, name), topic.topicName()));
        }
        assertEquals("1", setting(Topic.REGISTRY_EVENTS, "flush.messages"));
    }

    @Test
    void aNewTopicTakesTheLongestRecordAtOnce() throws Exception {
        TopicSetup.ensure(admin, SETTINGS);

        for (var topic : Topic.values()) {
            assertTrue(write(topic, Topic.LONGEST_RECORD - 1024) >= 0);
        }
    }

    @Test
    void topicsThatAreThereStayAsTheyAre() throws Exception {
        TopicSetup.ensure(admin, SETTINGS);
        write(Topic.REGISTRY_EVENTS, 10);

        var warnings = TopicSetup.ensure(admin, SETTINGS);

        assertEquals(List.of(), warnings);
        assertEquals(1, kafka.readAll("registry.events").size());
    }

    @Test
    void rolesThatStartAtOnceDoNoHarm() throws Exception {
        Callable<List<String>> role = () -> {
            try (var own = admin()) {
                return TopicSetup.ensure(own, SETTINGS);
            }
        };

        try (var roles = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : roles.invokeAll(List.of(role, role, role, role))) {
                assertEquals(List.of(), result.get());
            }
        }

        assertEquals(NAMES, ourTopics());
    }

    @Test
    void otherPartitionsStopTheStartBeforeAnythingIsCreated() throws Exception {
        create("replication.ledger", 3);

        var refusal = assertThrows(IllegalStateException.class, () -> TopicSetup.ensure(admin, SETTINGS));

        assertEquals(
                "Every topic must have 4 partitions, so that the records of one image are in the same partition"
                        + " everywhere, but replication.ledger has 3."
                        + " Set kafka.partitions to 3: a topic keeps the number it began with.",
                refusal.getMessage());
        assertEquals(Set.of("replication.ledger"), ourTopics());
    }

    @Test
    void otherDifferencesAreToldAndLeftAlone() throws Exception {
        TopicSetup.ensure(admin, SETTINGS);
        set(Topic.REGISTRY_EVENTS, "retention.ms", "86400000");
        set(Topic.AUDIT_DRIFT, "cleanup.policy", "delete");

        var warnings = TopicSetup.ensure(admin, SETTINGS);

        assertEquals(
                List.of(
                        "Topic registry.events has retention.ms=86400000 where 2592000000 is expected; it was left as it is.",
                        "Topic audit.drift has cleanup.policy=delete where compact is expected; it was left as it is."),
                warnings);
        assertEquals("86400000", setting(Topic.REGISTRY_EVENTS, "retention.ms"));
    }

    @Test
    void fewerReplicasThanExpectedAreTold() {
        TopicSetup.ensure(admin, SETTINGS);

        var warnings = TopicSetup.ensure(admin, new TopicSettings(4, (short) 3, false));

        assertEquals(2 * NAMES.size(), warnings.size());
        assertTrue(
                warnings.contains(
                        "Topic audit.drift has replication.factor=1 where 3 is expected; it was left as it is."),
                warnings.toString());
    }

    @Test
    void tooFewBrokersAreNamedAsTheReason() {
        var refusal = assertThrows(
                KafkaException.class,
                () -> TopicSetup.ensure(admin, new TopicSettings(4, (short) 3, false), Duration.ZERO));

        var message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("Cannot create the topics: "), message);
        assertTrue(message.contains("replication factor"), message);
        assertEquals(Set.of(), ourTopics());
    }

    @Test
    void aBrokerThatIsStillStartingIsWaitedFor() {
        assumeTrue(kafka.canBeKilled(), "this kind of broker cannot be killed");
        kafka.kill();

        var warnings = CompletableFuture.supplyAsync(() -> TopicSetup.ensure(admin, SETTINGS, Duration.ofMinutes(3)));
        kafka.startAgain();

        assertEquals(List.of(), warnings.join());
    }

    @Test
    void brokersThatAreAwayAreGivenUpInTimeAndMayBeTriedAgain() {
        try (var nowhere = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
            var begin = System.nanoTime();

            var refusal = assertThrows(
                    TimeoutException.class, () -> TopicSetup.ensure(nowhere, SETTINGS, Duration.ofSeconds(1)));

            var took = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(took.toSeconds() < 30, "the client's own limit is a minute; it took " + took);
            assertTrue(
                    String.valueOf(refusal.getMessage()).startsWith("Cannot describe the topics: "), refusal::toString);
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static Set<String> ourTopics() {
        return Patience.get(admin.listTopics().names()).stream()
                .filter(NAMES::contains)
                .collect(toSet());
    }

    private static void create(String topic, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                .all()
                .get();
        Await.until(topic + " is there", () -> ourTopics().contains(topic));
    }

    private static int partitions(Topic topic) throws Exception {
        var names = List.of(topic.topicName());
        var description = admin.describeTopics(names).allTopicNames().get().get(topic.topicName());
        return description == null ? 0 : description.partitions().size();
    }

    private static String setting(Topic topic, String name) {
        var resource = resource(topic);
        var config =
                Patience.get(admin.describeConfigs(List.of(resource)).all()).get(resource);
        var entry = config == null ? null : config.get(name);
        return entry == null ? "" : entry.value();
    }

    private static void set(Topic topic, String name, String value) throws Exception {
        var change = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource(topic), List.of(change)))
                .all()
                .get();
        Await.until(name + " is changed", () -> setting(topic, name).equals(value));
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
    }

    /** The record's offset. */
    private static long write(Topic topic, int bytes) throws Exception {
        var configuration = Map.<String, Object>of(
                "bootstrap.servers", kafka.bootstrapServers(), "max.request.size", Topic.LONGEST_RECORD, "retries", 0);
        try (var producer = new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(topic.topicName(), KEY, new byte[bytes]))
                    .get()
                    .offset();
        }
    }
}

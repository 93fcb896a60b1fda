package io.breakwater.auditor;

import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether the topics are there and the two inputs can be read side by side. */
final class TopicCheck {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** Brokers learn of a new topic some time after its creation was acknowledged. */
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private TopicCheck() {}

    /** @throws AuditorFault if a topic is missing, the inputs' partitions differ in number, or no broker answers */
    static void check(AuditorConfig config) {
        var brokers = config.bootstrapServers();
        try (var admin = Admin.create(config.kafka())) {
            checkEqual(
                    partitions(admin, Topic.REGISTRY_EVENTS, brokers),
                    partitions(admin, Topic.REPLICATION_LEDGER, brokers),
                    brokers);
            partitions(admin, Topic.REPLICATION_REQUESTS, brokers);
            partitions(admin, Topic.AUDIT_DRIFT, brokers);
            partitions(admin, Topic.AUDIT_DRIFT_CHANGES, brokers);
        } catch (KafkaException | ExecutionException e) {
            throw noAnswer(brokers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noAnswer(brokers, e);
        }
    }

    private static int partitions(Admin admin, Topic topic, String brokers)
            throws ExecutionException, InterruptedException {
        var deadline = System.nanoTime() + APPEARS_WITHIN.toNanos();
        while (true) {
            var found = find(admin, topic);
            if (found.isPresent()) {
                return found.getAsInt();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AuditorFault("Cannot start the auditor: there is no topic " + topic.topicName() + " at "
                        + brokers + ". Create Breakwater's topics first.");
            }
            // Brokers can only be asked: they tell nobody of a new topic.
            Thread.sleep(PAUSE);
        }
    }

    private static OptionalInt find(Admin admin, Topic topic) throws ExecutionException, InterruptedException {
        try {
            var described = admin.describeTopics(
                            List.of(topic.topicName()), new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS))
                    .allTopicNames()
                    .get();
            return described.values().stream()
                    .mapToInt(description -> description.partitions().size())
                    .findFirst();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    private static void checkEqual(int events, int ledger, String brokers) {
        if (events != ledger) {
            throw new AuditorFault("Cannot start the auditor: at " + brokers + " "
                    + Topic.REGISTRY_EVENTS.topicName() + " has " + events + " partitions and "
                    + Topic.REPLICATION_LEDGER.topicName() + " has " + ledger
                    + ", so an image's events and its ledger records are not read together."
                    + " Give all of Breakwater's topics the same number of partitions.");
        }
    }

    private static AuditorFault noAnswer(String brokers, Exception e) {
        return new AuditorFault(
                "Cannot start the auditor: Kafka at " + brokers + " does not say which topics it has (" + rootMessage(e)
                        + "). Check that a broker runs there and lets this client in.",
                e);
    }

    private static String rootMessage(Throwable e) {
        var cause = e.getCause();
        return cause == null ? e.toString() : rootMessage(cause);
    }
}

package io.breakwater.auditor;

import io.breakwater.schemas.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether the topics are there and the two inputs can be read side by side. */
final class TopicCheck {
    private static final int TIMEOUT_MILLIS = 20_000;

    private static final List<Topic> TOPICS =
            List.of(Topic.REGISTRY_EVENTS, Topic.REPLICATION_LEDGER, Topic.AUDIT_DRIFT, Topic.AUDIT_DRIFT_CHANGES);

    private TopicCheck() {}

    /** @throws AuditorFault if a topic is missing, the inputs' partitions differ in number, or no broker answers */
    static void check(AuditorConfig config) {
        var brokers = config.bootstrapServers();
        try (var admin = Admin.create(config.kafka())) {
            var partitions = new HashMap<String, Integer>();
            describe(admin).forEach((topic, found) -> partitions.put(topic, partitions(topic, found, brokers)));
            checkEqual(partitions, Topic.REGISTRY_EVENTS.topicName(), Topic.REPLICATION_LEDGER.topicName(), brokers);
        } catch (KafkaException e) {
            throw noAnswer(brokers, e);
        }
    }

    private static Map<String, KafkaFuture<TopicDescription>> describe(Admin admin) {
        return admin.describeTopics(
                        TOPICS.stream().map(Topic::topicName).toList(),
                        new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS))
                .topicNameValues();
    }

    private static void checkEqual(Map<String, Integer> partitions, String left, String right, String brokers) {
        if (!Objects.equals(partitions.get(left), partitions.get(right))) {
            throw new AuditorFault("Cannot start the auditor: at " + brokers + " " + left + " has "
                    + partitions.get(left) + " partitions and " + right + " has " + partitions.get(right)
                    + ", so an image's events and its ledger records are not read together."
                    + " Give all of Breakwater's topics the same number of partitions.");
        }
    }

    private static int partitions(String topic, KafkaFuture<TopicDescription> found, String brokers) {
        try {
            return found.get().partitions().size();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownTopicOrPartitionException
                    ? new AuditorFault("Cannot start the auditor: there is no topic " + topic + " at " + brokers
                            + ". Create Breakwater's topics first.")
                    : noAnswer(brokers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noAnswer(brokers, e);
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

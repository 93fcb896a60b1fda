package io.breakwater.cli.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers every few seconds whether they are there. A role that waits for records does not notice that there is
 * nobody to send some: Kafka's clients connect anew in silence. Any thread may ask what is known.
 */
final class KafkaWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaWatch.class);
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Map<String, Object> settings;
    private final Thread thread = Thread.ofVirtual().name("kafka-watch").unstarted(this::watch);
    private volatile boolean isAway;

    private KafkaWatch(Map<String, Object> client) {
        settings = new HashMap<>(client);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "breakwater-kafka-watch");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, PATIENCE.toMillis());
    }

    /** @param client what a Kafka client needs to find the brokers, whose names must be known by now */
    static KafkaWatch start(Map<String, Object> client) {
        var watch = new KafkaWatch(client);
        watch.thread.start();
        return watch;
    }

    /** Why nothing goes on, for a person; empty while the brokers answer. */
    Optional<String> trouble() {
        return isAway
                ? Optional.of("Kafka at " + settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)
                        + " does not answer; nothing is read or written until it does")
                : Optional.empty();
    }

    private void watch() {
        try (var admin = Admin.create(settings)) {
            while (true) {
                take(isAnswered(admin));
                // Nobody says when brokers go away; they can only be asked.
                Thread.sleep(BETWEEN);
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.atDebug().log("The brokers are no longer watched");
        }
    }

    private static boolean isAnswered(Admin admin) throws InterruptedException {
        try {
            admin.describeCluster().nodes().get();
            return true;
        } catch (ExecutionException e) {
            LOG.atDebug().addKeyValue("cause", String.valueOf(e.getCause())).log("The brokers do not answer");
            return false;
        }
    }

    private void take(boolean answered) {
        if (isAway && answered) {
            LOG.atInfo().log("Kafka answers again");
        } else if (!isAway && !answered) {
            LOG.atWarn().log("Kafka does not answer");
        }
        isAway = !answered;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

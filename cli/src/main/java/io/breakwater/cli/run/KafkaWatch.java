package io.breakwater.cli.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
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

    /** Shorter, so that another broker is asked in time when the one that is asked says nothing. */
    private static final Duration ONE_BROKER = Duration.ofSeconds(1);

    private final Map<String, Object> settings;
    private final Thread thread = Thread.ofVirtual().name("kafka-watch").unstarted(this::watch);
    private final CountDownLatch looked = new CountDownLatch(1);

    /** Why they do not answer; empty while they do. */
    private volatile Optional<String> cause = Optional.empty();

    private KafkaWatch(Map<String, Object> client) {
        settings = new HashMap<>(client);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "breakwater-kafka-watch");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ONE_BROKER.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, PATIENCE.toMillis());
    }

    /** @param client what a Kafka client needs to find the brokers, who may be away */
    static KafkaWatch start(Map<String, Object> client) {
        var watch = new KafkaWatch(client);
        watch.thread.start();
        return watch;
    }

    /** Why nothing goes on, for a person; empty while the brokers answer. */
    Optional<String> trouble() {
        return cause.map(why -> "Kafka at " + settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)
                + " does not answer (" + why + "); nothing is read or written until it does");
    }

    /** Returns when it was asked once. */
    void awaitLook() throws InterruptedException {
        looked.await();
    }

    private void watch() {
        try {
            while (true) {
                watchWithOneClient();
                // A name service, or a file that is missing, can only be asked again.
                Thread.sleep(BETWEEN);
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.atDebug().log("The brokers are no longer watched");
        }
    }

    /** Returns if there can be no client now: no broker's name is known, or a file that it needs is not there. */
    private void watchWithOneClient() throws InterruptedException {
        try (var admin = Admin.create(settings)) {
            while (true) {
                take(fault(admin));
                // Nobody says when brokers go away; they can only be asked.
                Thread.sleep(BETWEEN);
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            var reason = e.getCause() == null ? e : e.getCause();
            take(Optional.of(reason.getClass().getSimpleName()));
        }
    }

    private static Optional<String> fault(Admin admin) throws InterruptedException {
        try {
            admin.describeCluster().nodes().get();
            return Optional.empty();
        } catch (ExecutionException e) {
            var reason = e.getCause() == null ? e : e.getCause();
            return Optional.of(reason.getClass().getSimpleName());
        }
    }

    private void take(Optional<String> fault) {
        if (cause.isPresent() && fault.isEmpty()) {
            LOG.atInfo().log("Kafka answers again");
        } else if (cause.isEmpty() && fault.isPresent()) {
            LOG.atWarn().addKeyValue("cause", fault.get()).log("Kafka does not answer");
        }
        cause = fault;
        looked.countDown();
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

package io.breakwater.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the tests of this module do with a broker: write some text, read it back. */
record Records(String bootstrapServers, String topic) {
    void createTopic() throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    /** Returns after the broker has acknowledged it. */
    void write(String text) throws ExecutionException, InterruptedException {
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, text)).get();
        }
    }

    void writeInTransaction(String text, boolean commit) throws ExecutionException, InterruptedException {
        try (var producer = producer(Map.of("transactional.id", "test"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, text)).get();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    /** Each text in a transaction of its own; a broker that is away is waited for. */
    void writeInTransactions(String transactionalId, List<String> texts, Runnable committed)
            throws ExecutionException, InterruptedException {
        // A lone broker that meets its own last marker tells us to come again, by default after 100 ms.
        try (var producer = producer(Map.of("transactional.id", transactionalId, "retry.backoff.ms", 5))) {
            producer.initTransactions();
            for (var text : texts) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, text)).get();
                producer.commitTransaction();
                committed.run();
            }
        }
    }

    /** All committed records, in order. */
    List<String> read() {
        try (var consumer = consumer("read_committed")) {
            consumer.assign(List.of(partition()));
            var texts = new ArrayList<String>();
            long end = end(consumer);
            consumer.seekToBeginning(List.of(partition()));
            while (consumer.position(partition()) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> texts.add(record.value()));
            }
            return texts;
        }
    }

    /** Up to where a reader of committed records gets: behind it lies a transaction whose end is not known yet. */
    long lastStableOffset() {
        try (var consumer = consumer("read_committed")) {
            return end(consumer);
        }
    }

    long endOffset() {
        try (var consumer = consumer("read_uncommitted")) {
            return end(consumer);
        }
    }

    /** Returns when {@code condition} holds. */
    static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            // A broker, another process, can only be asked.
            Thread.sleep(20);
        }
    }

    private TopicPartition partition() {
        return new TopicPartition(topic, 0);
    }

    private long end(KafkaConsumer<String, String> consumer) {
        return Objects.requireNonNull(consumer.endOffsets(List.of(partition())).get(partition()));
    }

    private KafkaConsumer<String, String> consumer(String isolation) {
        var configuration = Map.<String, Object>of(
                "bootstrap.servers", bootstrapServers, "isolation.level", isolation, "enable.auto.commit", false);
        return new KafkaConsumer<>(configuration, new StringDeserializer(), new StringDeserializer());
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        var configuration = new HashMap<String, Object>(more);
        configuration.put("bootstrap.servers", bootstrapServers);
        return new KafkaProducer<>(configuration, new StringSerializer(), new StringSerializer());
    }
}

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

    /** All committed records, in order. */
    List<String> read() {
        var configuration = Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false);
        try (var consumer = new KafkaConsumer<>(configuration, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            var texts = new ArrayList<String>();
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> texts.add(record.value()));
            }
            return texts;
        }
    }

    /** Returns when {@code condition} holds. */
    static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        var configuration = new HashMap<String, Object>(more);
        configuration.put("bootstrap.servers", bootstrapServers);
        return new KafkaProducer<>(configuration, new StringSerializer(), new StringSerializer());
    }
}

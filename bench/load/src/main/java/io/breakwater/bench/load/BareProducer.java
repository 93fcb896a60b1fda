package io.breakwater.bench.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own client with nothing in front of it, with the same records. */
final class BareProducer {
    private BareProducer() {}

    /**
     * @param settings over {@code acks=all} and lz4, which both sides have
     * @param inFlight records on their way at once
     * @param records sent in turn, again and again
     */
    static Load run(Map<String, Object> settings, int inFlight, List<ProducerRecord<byte[], byte[]>> records, Pace pace)
            throws InterruptedException {
        var all = new HashMap<String, Object>(Map.of("acks", "all", "compression.type", "lz4"));
        all.putAll(settings);
        var micros = new SynchronizedHistogram(Load.histogram());
        micros.reset();
        try (var producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(records.getFirst().topic());
            var elapsed = run(producer, inFlight, records, pace, micros);
            return new Load(pace.count(), elapsed, micros);
        }
    }

    private static Duration run(
            KafkaProducer<byte[], byte[]> producer,
            int inFlight,
            List<ProducerRecord<byte[], byte[]>> records,
            Pace pace,
            Histogram micros)
            throws InterruptedException {
        var free = new Semaphore(inFlight);
        var failure = new AtomicReference<Exception>();
        var start = System.nanoTime();
        for (long number = 0; number < pace.count(); number++) {
            await(start + pace.due(number), pace);
            free.acquire();
            var due = pace.perSecond() == 0 ? System.nanoTime() : start + pace.due(number);
            var _ = producer.send(records.get((int) (number % records.size())), (_, error) -> {
                if (error != null) {
                    failure.set(error);
                }
                micros.recordValue((System.nanoTime() - due) / 1_000);
                free.release();
            });
        }
        free.acquire(inFlight);
        var elapsed = Duration.ofNanos(System.nanoTime() - start);
        if (failure.get() != null) {
            throw new IllegalStateException("a record was not acknowledged", failure.get());
        }
        return elapsed;
    }

    private static void await(long due, Pace pace) {
        // As coarse as the selector of the other side: whoever is late sends all that is due.
        while (pace.perSecond() > 0 && due - System.nanoTime() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}

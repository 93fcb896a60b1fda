package io.breakwater.bench.load;

import io.breakwater.testkit.Await;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Both sides, ingest and a bare producer, on one topic, in which all that is acknowledged is counted. For one thread. */
final class Senders {
    /** Of no webhook that is counted. */
    private static final long GREETING = 99_999_999_999L;

    private final Installation place;
    private final LogCheck log;
    private final int connections;
    private final Webhooks webhooks;
    private long posted;

    /** @param connections webhooks on their way at once, and records in turn with them */
    Senders(Installation place, LogCheck log, int connections) {
        this.place = place;
        this.log = log;
        this.connections = connections;
        this.webhooks = new Webhooks("127.0.0.1:" + place.webhooks(), Installation.SECRET);
    }

    /**
     * Returns when a first webhook is accepted. It meets classes that are not loaded, and brokers that have just begun; whether
     * that takes longer than ingest has for an answer is no word on its rate.
     */
    void greet() {
        Await.until("a first webhook is accepted", () -> {
            try {
                return HttpLoad.run(place.webhooks(), 1, webhooks, GREETING, Pace.unlimited(1))
                                .acknowledged()
                        == 1;
            } catch (IllegalStateException putOff) {
                return false;
            }
        });
    }

    /** Webhooks that nobody has sent before. */
    Load post(Pace pace) throws InterruptedException {
        var load = log.counted(() -> HttpLoad.run(place.webhooks(), connections, webhooks, posted, pace));
        posted += pace.count();
        return load;
    }

    /** Webhooks so far. */
    long posted() {
        return posted;
    }

    /** As many in flight as there are connections, sent at once, as ingest's own producer does. */
    Load inTurn(List<ProducerRecord<byte[], byte[]>> records, Pace pace) throws InterruptedException {
        var settings =
                Map.<String, Object>of("bootstrap.servers", place.broker().bootstrapServers(), "linger.ms", 0);
        return log.counted(() -> BareProducer.run(settings, connections, records, pace));
    }

    /** With Kafka's own linger: what the broker bears. */
    Load pipelined(List<ProducerRecord<byte[], byte[]>> records, Pace pace) throws InterruptedException {
        return log.counted(() -> BareProducer.run(place.kafka(), 100_000, records, pace));
    }
}

package io.breakwater.schemas;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/** Tries again, for some time, what Kafka may grant later: brokers start one by one, and news reach them one by one. */
final class Patience {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final Duration ONE_ANSWER = Duration.ofSeconds(5);

    private final long deadline;

    Patience(Duration patience) {
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /** Of one request to the brokers: what is left, and time for an answer in any case. */
    int requestMillis() {
        var left = Duration.ofNanos(deadline - System.nanoTime());
        return (int) (left.compareTo(ONE_ANSWER) < 0 ? ONE_ANSWER : left).toMillis();
    }

    /** @throws TimeoutException saying that we cannot {@code doWhat}, and the last reason; trying later may help */
    <T> T retry(String doWhat, Supplier<T> attempt) {
        while (true) {
            try {
                return attempt.get();
            } catch (RetriableException | InvalidReplicationFactorException e) {
                // The second is what a lack of brokers is called, also while they start.
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException("Cannot " + doWhat + ": " + e.getMessage(), e);
                }
                pause();
            }
        }
    }

    /** The value, or the exception that Kafka gave for it. */
    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void pause() {
        try {
            // Brokers that are away can only be asked again.
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}

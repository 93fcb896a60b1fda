package io.breakwater.registry.auth;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what another source said for a while. Two threads that find it too old both ask anew: that is harmless, and no
 * thread waits for another.
 */
final class Kept implements CredentialSource {
    private record Answer(Credentials credentials, long nanos) {}

    private final CredentialSource source;
    private final Duration time;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Answer> last = new AtomicReference<>();

    Kept(CredentialSource source, Duration time, LongSupplier nanoTime) {
        this.source = source;
        this.time = time;
        this.nanoTime = nanoTime;
    }

    @Override
    public Credentials get() {
        var answer = last.get();
        var now = nanoTime.getAsLong();
        if (answer == null || now - answer.nanos() > time.toNanos()) {
            answer = new Answer(source.get(), now);
            last.set(answer);
        }
        return answer.credentials();
    }
}

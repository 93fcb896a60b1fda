package io.breakwater.ingest;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something on the disk that may be replaced while we run: a secret, or a certificate and its key. It is read whole each time,
 * since a file's time and size tell too little (Kubernetes swaps a symbolic link; a new secret is as long as the old one).
 * What is new is used once two looks in a row have seen the same, so that no file is used that is being written, nor a certificate
 * whose key is still the last one's. What can't be used is said once, and the last good one stays. Confined to one thread.
 *
 * @param <T> what is read; equal if it is the same
 */
final class Watched<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    private final String what;
    private final Supplier<T> read;
    private final Consumer<T> use;
    private T inUse;
    private Optional<Seen<T>> last = Optional.empty();
    private Optional<Seen<T>> refused = Optional.empty();

    /**
     * What one look has seen.
     *
     * @param value absent if it can't be read
     * @param why it can't
     */
    private record Seen<T>(Optional<T> value, String why) {}

    /**
     * Watches what is in use now.
     *
     * @param what it is, for the log
     * @param read throws with a message that names files, and quotes nothing of them
     * @param use throws if it can't be used; likewise
     */
    Watched(String what, T inUse, Supplier<T> read, Consumer<T> use) {
        this.what = what;
        this.inUse = inUse;
        this.read = read;
        this.use = use;
    }

    void look() {
        var seen = seen();
        if (Optional.of(seen).equals(last) && !Optional.of(seen).equals(refused)) {
            settled(seen);
        }
        last = Optional.of(seen);
    }

    private Seen<T> seen() {
        try {
            return new Seen<>(Optional.of(read.get()), "");
        } catch (RuntimeException e) {
            return new Seen<>(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private void settled(Seen<T> seen) {
        if (seen.value().isEmpty()) {
            refuse(seen, seen.why());
        } else if (seen.value().get().equals(inUse)) {
            if (refused.isPresent()) {
                LOG.atInfo().addKeyValue("what", what).log("What is on the disk is what is in use, again");
            }
            refused = Optional.empty();
        } else {
            replace(seen, seen.value().get());
        }
    }

    private void replace(Seen<T> seen, T value) {
        try {
            use.accept(value);
            inUse = value;
            refused = Optional.empty();
            LOG.atInfo().addKeyValue("what", what).log("It was replaced on the disk, and the new one is in use");
        } catch (RuntimeException e) {
            refuse(seen, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(Seen<T> seen, String why) {
        refused = Optional.of(seen);
        LOG.atWarn()
                .addKeyValue("what", what)
                .addKeyValue("cause", why)
                .log("What is on the disk can't be used; the last good one stays in use");
    }
}

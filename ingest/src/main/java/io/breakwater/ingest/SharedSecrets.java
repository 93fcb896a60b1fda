package io.breakwater.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Any of which a sender may show: two while they are exchanged. Each may be replaced while we run. Thread-safe. */
public final class SharedSecrets {
    private final List<Supplier<SharedSecret>> sources;
    private volatile List<SharedSecret> current;

    private SharedSecrets(List<Supplier<SharedSecret>> sources) {
        this.sources = List.copyOf(sources);
        this.current = sources.stream().map(Supplier::get).toList();
    }

    /** These, for as long as we run; none lets everybody in. */
    public static SharedSecrets of(List<SharedSecret> secrets) {
        return new SharedSecrets(secrets.stream()
                .<Supplier<SharedSecret>>map(secret -> () -> secret)
                .toList());
    }

    /**
     * Reads them now, and every few seconds while they are in use. One that can't be read any more stays as it was last.
     *
     * @param sources throw if there is no secret; their messages name files and quote nothing
     */
    public static SharedSecrets read(List<Supplier<SharedSecret>> sources) {
        return new SharedSecrets(sources);
    }

    boolean isEmpty() {
        return current.isEmpty();
    }

    /** As {@link SharedSecret#matches}, any of them. Every one is compared, whichever matches: the time says nothing. */
    boolean match(String shown) {
        return current.stream().filter(secret -> secret.matches(shown)).count() > 0;
    }

    List<Watched<?>> watched() {
        var read = current;
        return IntStream.range(0, sources.size())
                .<Watched<?>>mapToObj(index -> new Watched<>(
                        "a secret of the webhooks", read.get(index), sources.get(index), secret -> put(index, secret)))
                .toList();
    }

    /** By one thread at a time. */
    private void put(int index, SharedSecret secret) {
        var replaced = new ArrayList<>(current);
        replaced.set(index, secret);
        current = List.copyOf(replaced);
    }

    @Override
    public String toString() {
        return "*** (" + sources.size() + ")";
    }
}

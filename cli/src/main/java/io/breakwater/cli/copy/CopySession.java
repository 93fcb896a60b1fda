package io.breakwater.cli.copy;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.registry.reference.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** The registries of one {@code copy} command, and what is done with them. All copies to one registry share what is learned of it. */
public final class CopySession implements AutoCloseable {
    private final Function<HostPort, RegistryConfig> configs;
    private final CopyLimits limits;
    private final Map<HostPort, Registry> registries = new HashMap<>();
    private final Map<HostPort, Copier> byTarget = new HashMap<>();

    public CopySession(Function<HostPort, RegistryConfig> configs, CopyLimits limits) {
        this.configs = configs;
        this.limits = limits;
    }

    /** Pairs for every tag of one repository, or why it cannot be listed. */
    public sealed interface Tags {
        /** One pair for each tag. */
        record Listed(List<Pair> pairs) implements Tags {}

        /** There are none to be had. */
        record Unlisted(Outcome failed) implements Tags {}
    }

    /** {@code pair} for each tag that its source has. */
    public Tags everyTag(Pair pair) {
        try {
            return new Tags.Listed(
                    pair.forAllTags(reference -> registry(reference.host()).listTags(reference.repository())));
        } catch (RegistryException e) {
            return new Tags.Unlisted(
                    failed(untagged(pair.from()), untagged(pair.to()), e).orElseThrow(() -> e));
        }
    }

    private static String untagged(Reference reference) {
        return reference.host() + "/" + reference.repository();
    }

    /**
     * Copies one image.
     *
     * @param referrers also what is about it
     * @throws NoSuchImage if there is no such tag, with a message for a person
     * @throws RegistryException if it fails
     */
    public Outcome copy(Pair pair, boolean referrers, CopyListener listener) {
        var start = System.nanoTime();
        var copier = copier(pair);
        var order = order(pair, copier).telling(listener);
        var result = copier.copy(order);
        var about = Optional.of(order.telling(CopyListener.SILENT))
                .filter(_ -> referrers)
                .map(copier::copyReferrers);
        return Outcome.Done.of(result, about, pair, Duration.ofNanos(System.nanoTime() - start));
    }

    /** As {@link #copy}, but only says what would be done. */
    public Outcome plan(Pair pair) {
        var copier = copier(pair);
        return Outcome.Planned.of(copier.plan(order(pair, copier)), pair);
    }

    /** Does {@code action} for each pair, {@code parallel} at a time; one that fails does not keep the others. In order. */
    public List<Outcome> forEach(List<Pair> pairs, int parallel, Function<Pair, Outcome> action)
            throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(
                parallel, Thread.ofVirtual().name("copy-image-", 0).factory())) {
            return gathered(started(pairs, action, threads), threads);
        }
    }

    private static List<Future<Outcome>> started(
            List<Pair> pairs, Function<Pair, Outcome> action, ExecutorService threads) {
        var started = new ArrayList<Future<Outcome>>();
        for (var pair : pairs) {
            Supplier<Outcome> safely = () -> {
                try {
                    return action.apply(pair);
                } catch (RegistryException | NoSuchImage e) {
                    return failed(pair, e).orElseThrow(() -> e);
                }
            };
            started.add(threads.submit(safely::get));
        }
        return started;
    }

    /** What is to be told of {@code error}; empty if it is no matter of this image or its registries. */
    public static Optional<Outcome> failed(Pair pair, RuntimeException error) {
        return failed(pair.from().toString(), pair.to().toString(), error);
    }

    private static Optional<Outcome> failed(String source, String target, RuntimeException error) {
        return Failure.of(error).map(why -> Outcome.Failed.of(source, target, why));
    }

    private static List<Outcome> gathered(List<Future<Outcome>> started, ExecutorService threads)
            throws InterruptedException {
        var outcomes = new ArrayList<Outcome>();
        try {
            for (var outcome : started) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static CopyOrder order(Pair pair, Copier copier) {
        var from = pair.from();
        var to = pair.to();
        if (from.digest().isPresent() || to.tag().isEmpty()) {
            return new CopyOrder(
                    from.repository(),
                    from.digest().orElseThrow(),
                    to.repository(),
                    to.tag(),
                    TagGate.ALWAYS,
                    CopyListener.SILENT);
        }
        return copier.order(from.repository(), from.tagOrDigest(), to.repository(), to.tagOrDigest())
                .orElseThrow(() -> new NoSuchImage(from));
    }

    private synchronized Copier copier(Pair pair) {
        var source = registry(pair.from().host());
        return byTarget.computeIfAbsent(pair.to().host(), target -> new Copier(source, registry(target), limits))
                .from(source);
    }

    private synchronized Registry registry(HostPort host) {
        return registries.computeIfAbsent(host, _ -> new Registry(configs.apply(host)));
    }

    @Override
    public synchronized void close() {
        registries.values().forEach(Registry::close);
    }
}

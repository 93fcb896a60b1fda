package io.breakwater.cli.copy;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.registry.reference.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** The registries of one {@code copy} command, and what is done with them. Images of one pair of registries share a copier. */
public final class CopySession implements AutoCloseable {
    private final Function<HostPort, RegistryConfig> configs;
    private final CopyLimits limits;
    private final Map<HostPort, Registry> registries = new HashMap<>();
    private final Map<List<HostPort>, Copier> copiers = new HashMap<>();

    public CopySession(Function<HostPort, RegistryConfig> configs, CopyLimits limits) {
        this.configs = configs;
        this.limits = limits;
    }

    /** @throws RegistryException if they cannot be listed */
    public List<String> tags(Reference reference) {
        return registry(reference.host()).listTags(reference.repository());
    }

    /**
     * Copies one image.
     *
     * @param referrers also what is about it
     * @throws NoSuchElementException if there is no such tag, with a message for a person
     * @throws RegistryException if it fails
     */
    public Outcome copy(Pair pair, boolean referrers, CopyListener listener) {
        var start = System.nanoTime();
        var copier = copier(pair);
        var order = order(pair, copier).telling(listener);
        var result = copier.copy(order);
        var about = referrers ? copier.copyReferrers(order.telling(CopyListener.SILENT)).copies() : List.<CopyResult>of();
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
                } catch (RegistryException | NoSuchElementException e) {
                    return Outcome.Failed.of(pair, String.valueOf(e.getMessage()));
                }
            };
            started.add(threads.submit(safely::get));
        }
        return started;
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
                    from.digest().orElseThrow(() -> new NoSuchElementException(from + " has neither tag nor digest")),
                    to.repository(),
                    to.tag(),
                    TagGate.ALWAYS,
                    CopyListener.SILENT);
        }
        return copier.order(from.repository(), from.tagOrDigest(), to.repository(), to.tagOrDigest())
                .orElseThrow(() -> new NoSuchElementException("there is no " + from + "; check its name and tag"));
    }

    private synchronized Copier copier(Pair pair) {
        var hosts = List.of(pair.from().host(), pair.to().host());
        return copiers.computeIfAbsent(
                hosts, _ -> new Copier(registry(hosts.getFirst()), registry(hosts.getLast()), limits));
    }

    private synchronized Registry registry(HostPort host) {
        return registries.computeIfAbsent(host, _ -> new Registry(configs.apply(host)));
    }

    @Override
    public synchronized void close() {
        registries.values().forEach(Registry::close);
    }
}

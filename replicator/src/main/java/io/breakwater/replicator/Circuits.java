package io.breakwater.replicator;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.replicator.core.Backoff;
import io.breakwater.replicator.core.Circuit;
import io.breakwater.replicator.core.Patience;
import io.breakwater.schemas.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit for each of the two registries. Every copy needs both, so whoever asks goes through both. A registry that refuses
 * every copy has an open one too; but who has not tried yet is let through that, since it may be the one who is served
 * (decision 0014). Thread-safe.
 */
final class Circuits {
    private static final Logger LOG = LoggerFactory.getLogger(Circuits.class);

    private final List<Guarded> both;

    private record Guarded(Side side, Registry registry, Circuit circuit, Refusers refusers) {
        boolean isWell() {
            return registry.condition().isWell() && !refusesEveryone();
        }

        boolean refusesEveryone() {
            return refusers.ofEveryCopy(side).isPresent();
        }

        /** Whether it is well but for that. */
        boolean onlyRefuses() {
            return registry.condition().isWell() && refusesEveryone();
        }

        Circuit.State state() {
            return circuit.state(System.nanoTime());
        }

        void leave(boolean probe) {
            if (probe) {
                circuit.leave(isWell());
            } else {
                circuit.seen(isWell());
            }
        }

        Circuit.Entry enter(boolean untried) {
            var entry = circuit.enter(isWell(), System.nanoTime());
            var waits = entry instanceof Circuit.Entry.Wait;
            return waits && untried && onlyRefuses() ? new Circuit.Entry.Go(false) : entry;
        }

        void failed(boolean probe, RegistryException fault) {
            if (fault instanceof ArtifactFault artifact ? refused(probe, artifact) : unwell(probe, fault)) {
                LOG.atWarn()
                        .addKeyValue("registry", registry.host())
                        .addKeyValue("cause", fault.getMessage())
                        .log("The registry is left alone until it is well again");
            }
        }

        private boolean refused(boolean probe, ArtifactFault artifact) {
            var isOurs = artifact.refusedBy().filter(registry::knows).isPresent();
            var random = ThreadLocalRandom.current().nextDouble();
            return isOurs && refusesEveryone() && circuit.refused(probe, random, System.nanoTime());
        }

        private boolean unwell(boolean probe, RegistryException fault) {
            var condition = registry.condition();
            var asked = fault instanceof RegistryFault outage
                    ? Patience.granted(outage.retryAfter())
                    : Optional.<Duration>empty();
            var random = ThreadLocalRandom.current().nextDouble();
            return circuit.failed(
                    probe, condition.failuresInARow(), condition.refusesLogin(), asked, random, System.nanoTime());
        }

        Stream<String> complaints() {
            var who = "the " + side.name().toLowerCase(Locale.ROOT) + " " + registry.host();
            var deletes = refusers.ofEveryDelete(side)
                    .map(refusal -> who + " refuses every delete; deletes wait for it: " + refusal.message());
            return Stream.concat(complaint().map(what -> who + what).stream(), deletes.stream());
        }

        private Optional<String> complaint() {
            if (state() == Circuit.State.CLOSED) {
                return Optional.empty();
            }
            if (circuit.isLoginRefused()) {
                return Optional.of(" does not accept our credentials; renew them");
            }
            return refusers.ofEveryCopy(side)
                    .filter(_ -> onlyRefuses())
                    .map(refusal -> " refuses everyone; copies wait for it: " + refusal.message())
                    .or(() -> Optional.of(" does not answer well; copies wait for it"));
        }
    }

    Circuits(Registry primary, Registry standby, Backoff backoff, Refusers refusers) {
        both = List.of(
                new Guarded(Side.PRIMARY, primary, new Circuit(backoff), refusers),
                new Guarded(Side.STANDBY, standby, new Circuit(backoff), refusers));
    }

    /** What who wants to ask is told. */
    sealed interface Leave {}

    /** Ask again after {@code delay}, and let others ask meanwhile: they may be served. */
    record NotNow(Duration delay) implements Leave {}

    /** Leave to ask both registries, until closed. */
    final class Pass implements Leave, AutoCloseable {
        private final List<Guarded> probed = new ArrayList<>();

        /** @return what keeps from asking; empty if both may be asked */
        private Optional<Wait> tryAll(boolean untried) {
            for (var guarded : both) {
                switch (guarded.enter(untried)) {
                    case Circuit.Entry.Wait(var delay) -> {
                        return Optional.of(new Wait(guarded, delay));
                    }
                    case Circuit.Entry.Go(var probe) -> {
                        if (probe) {
                            probed.add(guarded);
                        }
                    }
                }
            }
            return Optional.empty();
        }

        /** What was asked ended in {@code fault}. */
        void failed(RegistryException fault) {
            both.forEach(guarded -> guarded.failed(probed.contains(guarded), fault));
        }

        @Override
        public void close() {
            both.forEach(guarded -> guarded.leave(probed.contains(guarded)));
        }
    }

    private record Wait(Guarded forWhom, Duration delay) {}

    /**
     * Waits until both registries may be asked, as long as nobody else could ask instead.
     *
     * @param untried whether it is to be a job's first try, which shows if everyone is refused still
     */
    Leave enter(boolean untried) throws InterruptedException {
        while (true) {
            var pass = new Pass();
            var wait = pass.tryAll(untried);
            if (wait.isEmpty()) {
                return pass;
            }
            pass.close();
            var delay = wait.get().delay();
            if (wait.get().forWhom().onlyRefuses()) {
                return new NotNow(spread(delay));
            }
            // As long as the circuit says; it may have closed before, which costs a little time and no request.
            Thread.sleep(delay);
        }
    }

    /** All that are refused wait so, and are not to come back in the same moment. */
    private static Duration spread(Duration delay) {
        return Duration.ofNanos(
                (long) (delay.toNanos() * (1 + 3 * ThreadLocalRandom.current().nextDouble())));
    }

    /** Whether a registry is left alone at present. */
    boolean areOpen() {
        return both.stream().anyMatch(guarded -> guarded.state() == Circuit.State.OPEN);
    }

    Circuit.State state(Side side) {
        return of(side).state();
    }

    boolean isLoginRefused(Side side) {
        return of(side).circuit().isLoginRefused();
    }

    /** For a person: which registry is not well, or refuses everyone. */
    List<String> complaints() {
        return both.stream().flatMap(Guarded::complaints).toList();
    }

    private Guarded of(Side side) {
        return both.stream()
                .filter(guarded -> guarded.side() == side)
                .findFirst()
                .orElseThrow();
    }
}

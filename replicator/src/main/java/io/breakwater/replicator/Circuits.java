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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A circuit for each of the two registries. Every copy needs both, so whoever asks goes through both. Thread-safe. */
final class Circuits {
    private static final Logger LOG = LoggerFactory.getLogger(Circuits.class);

    private final List<Guarded> both;

    private record Guarded(Side side, Registry registry, Circuit circuit) {
        Circuit.Entry enter() {
            return circuit.enter(registry.condition().isWell(), System.nanoTime());
        }

        void failed(boolean probe, RegistryException fault) {
            var condition = registry.condition();
            var asked = fault instanceof RegistryFault outage
                    ? Patience.granted(outage.retryAfter())
                    : Optional.<Duration>empty();
            var random = ThreadLocalRandom.current().nextDouble();
            var opens = circuit.failed(
                    probe, condition.failuresInARow(), condition.refusesLogin(), asked, random, System.nanoTime());
            if (opens) {
                LOG.atWarn()
                        .addKeyValue("registry", registry.host())
                        .addKeyValue("cause", fault.getMessage())
                        .log("The registry is left alone until it is well again");
            }
        }

        String complaint() {
            return "the " + side.name().toLowerCase(Locale.ROOT) + " " + registry.host()
                    + (circuit.isLoginRefused()
                            ? " does not accept our credentials; renew them"
                            : " does not answer well; copies wait for it");
        }
    }

    Circuits(Registry primary, Registry standby, Backoff backoff) {
        both = List.of(
                new Guarded(Side.PRIMARY, primary, new Circuit(backoff)),
                new Guarded(Side.STANDBY, standby, new Circuit(backoff)));
    }

    /** Leave to ask both registries, until closed. */
    final class Pass implements AutoCloseable {
        private final List<Guarded> probed = new ArrayList<>();

        /** @return how long to wait before the next try; empty if both may be asked */
        private Optional<Duration> tryAll() {
            for (var guarded : both) {
                switch (guarded.enter()) {
                    case Circuit.Entry.Wait(var delay) -> {
                        return Optional.of(delay);
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
            if (!(fault instanceof ArtifactFault)) {
                both.forEach(guarded -> guarded.failed(probed.contains(guarded), fault));
            }
        }

        @Override
        public void close() {
            probed.forEach(guarded ->
                    guarded.circuit().leave(guarded.registry().condition().isWell()));
        }
    }

    /** Waits until both registries may be asked. */
    Pass enter() throws InterruptedException {
        while (true) {
            var pass = new Pass();
            var wait = pass.tryAll();
            if (wait.isEmpty()) {
                return pass;
            }
            pass.close();
            // As long as the circuit says; it may have closed before, which costs a little time and no request.
            Thread.sleep(wait.get());
        }
    }

    /** Whether a registry is left alone at present. */
    boolean areOpen() {
        return both.stream().anyMatch(guarded -> guarded.circuit().state(System.nanoTime()) == Circuit.State.OPEN);
    }

    Circuit.State state(Side side) {
        return of(side).circuit().state(System.nanoTime());
    }

    boolean isLoginRefused(Side side) {
        return of(side).circuit().isLoginRefused();
    }

    /** For a person: which registry is not well. */
    List<String> complaints() {
        return both.stream()
                .filter(guarded -> guarded.circuit().state(System.nanoTime()) != Circuit.State.CLOSED)
                .map(Guarded::complaint)
                .toList();
    }

    private Guarded of(Side side) {
        return both.stream()
                .filter(guarded -> guarded.side() == side)
                .findFirst()
                .orElseThrow();
    }
}

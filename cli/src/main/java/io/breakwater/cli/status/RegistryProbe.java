package io.breakwater.cli.status;

import io.breakwater.cli.config.Configuration.RegistrySettings;
import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import java.time.Duration;
import java.util.Optional;

/** Asks a registry for a name that nobody has: it need only answer, and know us. */
final class RegistryProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String NOBODY = "breakwater-status";

    private RegistryProbe() {}

    /** @param folder a path that we may read below */
    static Status.RegistryState ask(RegistrySettings settings, String folder) {
        var repository = folder.isEmpty() ? NOBODY : folder + "/" + NOBODY;
        try (var registry = new Registry(settings.client().withTimeout(TIMEOUT))) {
            // The first one logs in, which is not what the registry is like while work goes on.
            var problem = problem(registry, repository);
            var start = System.nanoTime();
            problem = problem.or(() -> problem(registry, repository));
            var millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            return new Status.RegistryState(settings.host().toString(), problem.isEmpty(), millis, problem);
        }
    }

    private static Optional<String> problem(Registry registry, String repository) {
        try {
            registry.headManifest(repository, NOBODY);
            return Optional.empty();
        } catch (ArtifactFault e) {
            // It has answered; Google says of a name that nobody has that it may not be read.
            return Optional.empty();
        } catch (RegistryException e) {
            return Optional.of(e.code() + ": " + e.getMessage());
        }
    }
}

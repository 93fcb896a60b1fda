package io.breakwater.registry;

import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.reference.HostPort;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Copies generated artifacts in a process of its own, which can be killed: {@code SOURCE TARGET COUNT BELOW}. */
final class KilledCopy {
    private static final int MOST_TRIES = 3;

    private KilledCopy() {}

    public static void main(String[] arguments) throws Exception {
        try (var source = registry(arguments[0]);
                var target = registry(arguments[1]);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var copier = new Copier(source, target, CopyLimits.defaults());
            var artifacts = GeneratedArtifacts.sha256Alone(GeneratedArtifacts.first(Integer.parseInt(arguments[2])));
            var copies = artifacts.stream()
                    .flatMap(artifact -> GeneratedArtifacts.orders(artifact, arguments[3]))
                    .<Future<?>>map(order -> threads.submit(() -> copy(copier, order)))
                    .toList();
            for (var copy : copies) {
                copy.get();
            }
        }
    }

    /** Links are written in place: who reads one meanwhile is answered 500, and comes again as the replicator would. */
    private static CopyResult copy(Copier copier, CopyOrder order) {
        for (int tries = 1; ; tries++) {
            try {
                return copier.copy(order);
            } catch (RegistryFault fault) {
                if (!fault.isInternalError() || tries == MOST_TRIES) {
                    throw fault;
                }
            }
        }
    }

    private static Registry registry(String host) {
        return new Registry(RegistryConfig.of(HostPort.parse(host)).withPlainHttp(true));
    }
}

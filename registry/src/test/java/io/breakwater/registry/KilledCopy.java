package io.breakwater.registry;

import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.reference.HostPort;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Copies generated artifacts in a process of its own, which can be killed: {@code SOURCE TARGET COUNT BELOW}. */
final class KilledCopy {
    private KilledCopy() {}

    public static void main(String[] arguments) throws Exception {
        try (var source = registry(arguments[0]);
                var target = registry(arguments[1]);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var copier = new Copier(source, target, CopyLimits.defaults());
            var artifacts = GeneratedArtifacts.sha256Alone(GeneratedArtifacts.first(Integer.parseInt(arguments[2])));
            var copies = artifacts.stream()
                    .flatMap(artifact -> GeneratedArtifacts.orders(artifact, arguments[3]))
                    .<Future<?>>map(order -> threads.submit(() -> copier.copy(order)))
                    .toList();
            for (var copy : copies) {
                copy.get();
            }
        }
    }

    private static Registry registry(String host) {
        return new Registry(RegistryConfig.of(HostPort.parse(host)).withPlainHttp(true));
    }
}

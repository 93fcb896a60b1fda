package io.breakwater.bench.contestant;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.reference.HostPort;

/** Ours, as the replicator uses it: one copier for all images. */
final class OwnEngine implements Engine {
    @Override
    public void copy(Job job, Parallelism parallelism) throws Exception {
        try (var source = registry(job.source());
                var target = registry(job.target())) {
            var copier = new Copier(source, target, CopyLimits.defaults());
            Engine.each(job, parallelism.images(), pair -> copier.copy(order(copier, pair)));
        }
    }

    private static CopyOrder order(Copier copier, Job.Pair pair) {
        return copier.order(pair.sourceRepository(), pair.tag(), pair.targetRepository(), pair.tag())
                .orElseThrow(() -> new IllegalStateException("the source does not have " + pair));
    }

    private static Registry registry(String host) {
        return new Registry(RegistryConfig.of(HostPort.parse(host)).withPlainHttp(true));
    }
}

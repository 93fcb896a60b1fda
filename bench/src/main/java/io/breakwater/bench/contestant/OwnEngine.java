package io.breakwater.bench.contestant;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.reference.HostPort;
import java.util.Optional;

/** Ours, as the replicator uses it: one copier for all images. */
final class OwnEngine implements Engine {
    @Override
    public void copy(Job job, Parallelism parallelism) throws Exception {
        try (var source = registry(job.source());
                var target = registry(job.target())) {
            var copier = new Copier(source, target, CopyLimits.defaults());
            Engine.each(job, parallelism.images(), pair -> copier.copy(order(source, pair)));
        }
    }

    private static CopyOrder order(Registry source, Job.Pair pair) {
        var root = source.headManifest(pair.sourceRepository(), pair.tag())
                .orElseThrow(() -> new IllegalStateException("the source does not have " + pair))
                .digest();
        return new CopyOrder(
                pair.sourceRepository(),
                root,
                pair.targetRepository(),
                Optional.of(pair.tag()),
                TagGate.ALWAYS,
                CopyListener.SILENT);
    }

    private static Registry registry(String host) {
        return new Registry(RegistryConfig.of(HostPort.parse(host)).withPlainHttp(true));
    }
}

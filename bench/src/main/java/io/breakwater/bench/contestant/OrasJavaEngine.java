package io.breakwater.bench.contestant;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import land.oras.ContainerRef;
import land.oras.CopyUtils;
import land.oras.CopyUtils.CopyOptions;
import land.oras.Registry;

/** ORAS Java; its registries share a pool of threads, one for every blob of every image that may be under way. */
final class OrasJavaEngine implements Engine {
    @Override
    public void copy(Job job, Parallelism parallelism) throws Exception {
        try (var threads = Executors.newFixedThreadPool(parallelism.images() * parallelism.blobs())) {
            var source = registry(job.source(), threads);
            var target = registry(job.target(), threads);
            Engine.each(
                    job,
                    parallelism.images(),
                    pair -> CopyUtils.copy(
                            source,
                            ContainerRef.parse(job.sourceReference(pair)),
                            target,
                            ContainerRef.parse(job.targetReference(pair)),
                            CopyOptions.shallow()));
        }
    }

    private static Registry registry(String host, ExecutorService threads) {
        return Registry.builder().insecure(host).withExecutorService(threads).build();
    }
}

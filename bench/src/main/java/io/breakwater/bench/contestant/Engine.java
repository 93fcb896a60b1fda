package io.breakwater.bench.contestant;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A library that copies, inside a {@link Worker}. Everything that it knows of registries it learns during one job. */
interface Engine {
    void copy(Job job, Parallelism parallelism) throws Exception;

    @FunctionalInterface
    interface OnePair {
        void copy(Job.Pair pair) throws Exception;
    }

    /** Some images at once, each on a thread of its own. Ends with the first failure, when all have ended. */
    static void each(Job job, int parallel, OnePair action) throws ExecutionException, InterruptedException {
        try (var threads = Executors.newFixedThreadPool(
                parallel, Thread.ofVirtual().name("image-", 0).factory())) {
            var ends = job.pairs().stream()
                    .<Future<?>>map(pair -> threads.submit(() -> {
                        action.copy(pair);
                        return pair;
                    }))
                    .toList();
            for (var end : ends) {
                end.get();
            }
        }
    }
}

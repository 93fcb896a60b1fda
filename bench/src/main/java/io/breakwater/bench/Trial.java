package io.breakwater.bench;

import io.breakwater.bench.contestant.Contestant;
import io.breakwater.bench.contestant.CopyFailed;
import io.breakwater.bench.contestant.Job;
import io.breakwater.bench.corpus.Corpus;
import io.breakwater.bench.report.Run;
import io.breakwater.bench.wire.TcpWire;
import io.breakwater.bench.wire.Traffic;
import io.breakwater.testkit.Folders;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** One contestant copies one corpus once, to a target that nobody has used before. */
record Trial(Corpus corpus, RegistryProcess source, Path folder) {
    /** Bytes; less is nothing to a disk. */
    private static final long WRITTEN_BACK_FROM = 16 << 20;

    /** @param wrongDigests images that did not arrive as they were */
    record Timed(Run run, int wrongDigests) {}

    record Counted(Traffic atSource, Traffic atTarget, int wrongDigests) {}

    @FunctionalInterface
    private interface With<T> {
        T target(RegistryProcess target) throws CopyFailed, InterruptedException;
    }

    /** Without a proxy, unless the corpus wants a round trip. */
    Timed time(Contestant contestant) throws CopyFailed, InterruptedException {
        return fresh(contestant, target -> {
            if (corpus.roundTrip().isZero()) {
                return time(contestant, target, job(source.host(), target.host()));
            }
            try (var from = TcpWire.to(source.host(), corpus.roundTrip());
                    var to = TcpWire.to(target.host(), corpus.roundTrip())) {
                return time(contestant, target, job(from.host(), to.host()));
            }
        });
    }

    private Timed time(Contestant contestant, RegistryProcess target, Job job) throws CopyFailed, InterruptedException {
        if (corpus.bytes() > WRITTEN_BACK_FROM) {
            writeBack();
        }
        var elsewhere = new Elsewhere(LongStream.of(source.pid(), target.pid()));
        var usage = contestant.copy(job);
        var run = Run.of(usage, elsewhere.registries(), elsewhere.processors(usage.cpu()));
        return new Timed(run, Digests.wrong(corpus, target.url()));
    }

    Counted count(Contestant contestant) throws CopyFailed, InterruptedException {
        return fresh(contestant, target -> {
            try (var from = TcpWire.to(source.host(), corpus.roundTrip());
                    var to = TcpWire.to(target.host(), corpus.roundTrip())) {
                var _ = contestant.copy(job(from.host(), to.host()));
                return new Counted(from.traffic(), to.traffic(), Digests.wrong(corpus, target.url()));
            }
        });
    }

    private <T> T fresh(Contestant contestant, With<T> action) throws CopyFailed, InterruptedException {
        var place = folder.resolve("target");
        try (var target = RegistryProcess.start(place)) {
            corpus.prepareTarget(target.url());
            contestant.forget();
            try {
                return action.target(target);
            } catch (CopyFailed e) {
                throw new CopyFailed(e.getMessage() + logEnd(place) + gone(source) + gone(target));
            }
        } finally {
            Folders.delete(place);
        }
    }

    /** Somebody on this machine may have ended it. */
    private static String gone(RegistryProcess registry) {
        var alive =
                ProcessHandle.of(registry.pid()).filter(ProcessHandle::isAlive).isPresent();
        return alive ? "" : " (the registry on " + registry.host() + " is gone)";
    }

    /** What the target said last; it says nothing but warnings and errors. */
    private static String logEnd(Path place) {
        try {
            var lines = Files.readAllLines(place.resolve("registry.log"));
            return lines.isEmpty() ? "" : " (the target's log ends: " + lines.getLast() + ")";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What earlier trials have written is on the disk before the next begins, and does not slow it. */
    private static void writeBack() throws InterruptedException {
        try {
            new ProcessBuilder("sync").start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Job job(String from, String to) {
        return new Job(
                from,
                to,
                corpus.items().stream()
                        .map(item -> new Job.Pair(item.sourceRepository(), item.targetRepository(), item.tag()))
                        .toList());
    }

    /** Whether {@code contestant} can do this at all. */
    boolean suits(Contestant contestant) {
        return contestant.takes(job(source.host(), source.host()));
    }
}

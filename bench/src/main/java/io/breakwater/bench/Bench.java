package io.breakwater.bench;

import io.breakwater.bench.contestant.Contestant;
import io.breakwater.bench.contestant.CopyFailed;
import io.breakwater.bench.corpus.Corpus;
import io.breakwater.bench.report.CorpusFigures;
import io.breakwater.bench.report.Figures;
import io.breakwater.bench.report.Run;
import io.breakwater.testkit.Folders;
import io.breakwater.testkit.registry.RegistryProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** All contestants beside each other: first each is counted, then all are timed in rounds, everyone's turn moving on by one. */
final class Bench {
    private final Path folder;
    private final int rounds;
    private final Duration budget;
    private final Consumer<String> progress;

    /**
     * @param folder for the registries; what this leaves in it is deleted
     * @param budget whoever has taken longer than this for one corpus is not timed again
     * @param progress is told a line now and then
     */
    Bench(Path folder, int rounds, Duration budget, Consumer<String> progress) {
        this.folder = folder;
        this.rounds = rounds;
        this.budget = budget;
        this.progress = progress;
    }

    CorpusFigures run(Corpus corpus, List<Contestant> contestants) throws InterruptedException {
        var place = folder.resolve(corpus.name());
        try (var source = RegistryProcess.start(place.resolve("source"))) {
            corpus.pushToSource(source.url());
            var trial = new Trial(corpus, source, place);
            var entries =
                    contestants.stream().filter(trial::suits).map(Entry::new).toList();
            for (var entry : entries) {
                entry.count(trial);
            }
            var order = new ArrayList<>(entries);
            for (var round = 1; round <= rounds; round++) {
                for (var entry : order) {
                    entry.time(trial, round);
                }
                Collections.rotate(order, -1);
            }
            return new CorpusFigures(
                    corpus.name(),
                    corpus.title(),
                    corpus.items().size(),
                    corpus.bytes(),
                    entries.stream().map(Entry::figures).toList());
        } finally {
            Folders.delete(place);
        }
    }

    /** Lets an engine in a JVM copy something, unseen. */
    void warmUp(Corpus corpus, List<Contestant> contestants) throws InterruptedException {
        var place = folder.resolve(corpus.name());
        try (var source = RegistryProcess.start(place.resolve("source"))) {
            corpus.pushToSource(source.url());
            var trial = new Trial(corpus, source, place);
            for (var contestant : contestants) {
                new Entry(contestant).count(trial);
            }
        } finally {
            Folders.delete(place);
        }
    }

    /** One contestant's figures as they come in. */
    private final class Entry {
        private final Contestant contestant;
        private final List<Run> runs = new ArrayList<>();
        private Optional<Trial.Counted> counted = Optional.empty();
        private Optional<String> failure = Optional.empty();
        private int wrongDigests;

        Entry(Contestant contestant) {
            this.contestant = contestant;
        }

        void count(Trial trial) throws InterruptedException {
            try {
                var found = trial.count(contestant);
                counted = Optional.of(found);
                wrongDigests = found.wrongDigests();
                progress.accept("%s: %s, %d + %d requests"
                        .formatted(
                                trial.corpus().name(),
                                contestant.name(),
                                found.atSource().requests(),
                                found.atTarget().requests()));
            } catch (CopyFailed e) {
                failed(trial, e);
            }
        }

        void time(Trial trial, int round) throws InterruptedException {
            var taken = runs.stream().mapToDouble(Run::wallSeconds).sum();
            if (failure.isPresent() || taken > budget.toSeconds()) {
                return;
            }
            try {
                var timed = trial.time(contestant);
                var run = timed.run();
                runs.add(run);
                wrongDigests = Math.max(wrongDigests, timed.wrongDigests());
                progress.accept("%s, round %d: %s, %.2f s"
                        .formatted(trial.corpus().name(), round, contestant.name(), run.wallSeconds()));
            } catch (CopyFailed e) {
                failed(trial, e);
            }
        }

        private void failed(Trial trial, CopyFailed e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
            progress.accept("%s: %s failed: %s".formatted(trial.corpus().name(), contestant.name(), e.getMessage()));
        }

        Figures figures() {
            return new Figures(
                    contestant.name(),
                    contestant.isOurs(),
                    runs,
                    counted.map(Trial.Counted::atSource),
                    counted.map(Trial.Counted::atTarget),
                    wrongDigests,
                    failure);
        }
    }
}

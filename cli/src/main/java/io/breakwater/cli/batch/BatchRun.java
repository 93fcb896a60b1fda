package io.breakwater.cli.batch;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.ExitCode;
import io.breakwater.cli.OutputOption;
import io.breakwater.cli.batch.Batch.State;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.progress.ProgressDisplay;
import io.breakwater.cli.progress.Shown;
import io.breakwater.cli.run.Shutdown;
import io.breakwater.cli.topics.KafkaCommand;
import io.breakwater.registry.RegistryException;
import io.breakwater.schemas.Outcome;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/**
 * Publishes a batch in front of a person: shows how far it is, stops at Ctrl-C, and says how it ended.
 *
 * @param waits whether to wait until all of it is worked off, too
 * @param goOn the command that goes on with the batch where it stopped
 */
public record BatchRun(Batch batch, OperatorOption who, Pacer pacer, boolean waits, String goOn) {
    /**
     * What is printed as JSON.
     *
     * @param published in all runs of the batch
     * @param outcomes what came of how many of them, as far as that was waited for
     */
    record Report(String batch, State state, long published, double seconds, Optional<Map<Outcome, Long>> outcomes) {}

    /**
     * What is left to do of a batch.
     *
     * @param portions getting one may take its time: it may ask a registry, and fail as that does
     * @param again whether the batch has begun before
     * @param before how many of its requests are published already
     */
    public record Rest(Iterator<List<Wish>> portions, boolean again, long before) {}

    /**
     * @param progress from how many are published
     * @return the exit code
     */
    public int run(OutputOption output, Map<String, Object> kafka, Rest rest, LongFunction<? extends Shown> progress)
            throws InterruptedException {
        var start = System.nanoTime();
        var published = new AtomicLong(rest.before());
        try (var shutdown = Shutdown.listen()) {
            shutdown.started();
            var publisher = new Publisher(batch, who.name(), pacer, shutdown::isAsked);
            State state;
            try (var _ = ProgressDisplay.open(
                    output.err(), ProgressDisplay.isTerminal(), () -> progress.apply(published.get()))) {
                state = publisher.publish(kafka, rest, published::set);
            } catch (RegistryException e) {
                throw stopped(published.get(), String.valueOf(e.getMessage()), e);
            } catch (KafkaException e) {
                if (!publisher.isOnRecord()) {
                    throw e;
                }
                throw stopped(published.get(), KafkaCommand.trouble(kafka, e) + ".", e);
            }
            var report =
                    new Report(batch.id(), state, published.get(), (System.nanoTime() - start) / 1e9, Optional.empty());
            return waits && state == State.DONE
                    ? wait(output, kafka, report, shutdown::isAsked)
                    : end(output, report, line(report), state == State.DONE);
        }
    }

    private int wait(OutputOption output, Map<String, Object> kafka, Report report, BooleanSupplier stop)
            throws InterruptedException {
        output.err()
                .println(batch.id() + ": " + requests(report.published()) + " published; waiting for their outcomes.");
        var start = System.nanoTime();
        var tally = new Tally();
        try (var _ = ProgressDisplay.open(output.err(), ProgressDisplay.isTerminal(), () -> progress(tally))) {
            new CopyWait(kafka, batch).await(report.published(), tally, stop);
        }
        var seconds = report.seconds() + (System.nanoTime() - start) / 1e9;
        var state = tally.cancelled() > 0 ? State.CANCELLED : report.state();
        var whole = new Report(report.batch(), state, report.published(), seconds, Optional.of(tally.outcomes()));
        return end(
                output,
                whole,
                outcome(tally, seconds),
                tally.isWhole() && tally.failed() == 0 && tally.cancelled() == 0);
    }

    private static CountProgress progress(Tally tally) {
        var failed = tally.failed();
        return new CountProgress(
                tally.settled(), tally.requests(), 0, "worked off", failed == 0 ? "" : failed + " failed");
    }

    private String outcome(Tally tally, double seconds) {
        var counts = tally.outcomes().entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        if (!tally.isWhole()) {
            return "%s: stopped waiting when %d of %s were worked off (%s); the rest will be, 'breakwater status' shows how.%s"
                    .formatted(batch.id(), tally.settled(), requests(tally.requests()), counts, cancelled(tally));
        }
        return "%s: %s worked off, in %.1f s: %s.%s%s"
                .formatted(
                        batch.id(),
                        requests(tally.requests()),
                        seconds,
                        counts,
                        tally.failed() == 0 ? "" : " 'breakwater dead-letters list' shows what failed.",
                        cancelled(tally));
    }

    private static String cancelled(Tally tally) {
        return tally.cancelled() == 0
                ? ""
                : " It was cancelled, so " + requests(tally.cancelled()) + " came to nothing.";
    }

    private static int end(OutputOption output, Report report, String line, boolean well) {
        say(output, report, line);
        return well ? ExitCode.DONE : ExitCode.FAILED;
    }

    private CommandFailure stopped(long published, String why, Exception e) {
        return new CommandFailure(
                batch.id() + " stopped after " + requests(published) + ": " + why + " Go on with: " + goOn, e);
    }

    private static void say(OutputOption output, Report report, String line) {
        if (output.isJson()) {
            output.printJson(report);
        } else {
            output.out().println(line);
        }
        // After Ctrl-C nobody else does: the JVM ends as soon as we let it.
        output.out().flush();
    }

    private String line(Report report) {
        var count = requests(report.published());
        return switch (report.state()) {
            case DONE ->
                "%s: %s published, in %.1f s. 'breakwater status' shows how they are worked off."
                        .formatted(report.batch(), count, report.seconds());
            case CANCELLED ->
                "%s: cancelled after %s; the rest of it will not be published, nor what has not had its turn be worked on."
                        .formatted(report.batch(), count);
            case STOPPED, OPEN -> "%s: stopped after %s. Go on with: %s".formatted(report.batch(), count, goOn);
        };
    }

    private static String requests(long count) {
        return CountProgress.counted(count, "request", "requests");
    }
}

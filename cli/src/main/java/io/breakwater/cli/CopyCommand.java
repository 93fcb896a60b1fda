package io.breakwater.cli;

import io.breakwater.cli.config.Configuration.RegistrySettings;
import io.breakwater.cli.config.ConfigurationReader;
import io.breakwater.cli.copy.CopySession;
import io.breakwater.cli.copy.Outcome;
import io.breakwater.cli.copy.Pair;
import io.breakwater.cli.copy.UnconfiguredHost;
import io.breakwater.cli.progress.CopyProgress;
import io.breakwater.cli.progress.Progress;
import io.breakwater.cli.progress.ProgressDisplay;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.ForeignLayers;
import io.breakwater.registry.reference.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "copy",
        customSynopsis = {"breakwater copy [OPTIONS] SRC DST", "breakwater copy [OPTIONS] SRC... HOST/PATH/"},
        description = {
            "Copy images, all platforms, byte for byte: a digest stays what it was.",
            "A registry that the configuration names is spoken to as that says. Any other is spoken to by TLS, unless it"
                    + " is on this machine (localhost, 127.0.0.1, [::1]), and with what docker login has left."
        })
final class CopyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Take logins and hosts from this configuration.")
    private @Nullable Path config;

    @Option(names = "--all-tags", description = "Copy every tag of SRC, which has none itself then.")
    private boolean allTags;

    @Option(names = "--referrers", description = "Copy also what is about each image: signatures, SBOMs, attestations.")
    private boolean referrers;

    @Option(
            names = "--skip-foreign-layers",
            description = "Leave out layers that a manifest says may lie elsewhere, even where SRC has them.")
    private boolean skipForeignLayers;

    @Option(names = "--platform", hidden = true, description = "Refused.")
    private @Nullable String platform;

    @Option(names = "--dry-run", description = "Say what would be sent, mounted and asked, and do nothing.")
    private boolean dryRun;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Copy so many images at a time (default: ${DEFAULT-VALUE}).")
    private int jobs = 8;

    @Parameters(
            index = "0..*",
            arity = "2..*",
            paramLabel = "SRC... DST",
            hideParamSyntax = true,
            description = {
                "Each SRC a HOST/REPOSITORY[:TAG][@DIGEST], DST a HOST/REPOSITORY[:TAG] whose tag is SRC's"
                        + " unless given, or for several SRC a HOST/PATH/ that ends with a slash."
            })
    private List<String> references = List.of();

    /** What is printed as JSON for more than one image. */
    record Summary(
            List<Outcome> images, long copied, long alreadyPresent, long failed, long bytesSent, double seconds) {
        static Summary of(List<Outcome> images, double seconds) {
            var done = images.stream()
                    .filter(Outcome.Done.class::isInstance)
                    .map(Outcome.Done.class::cast)
                    .toList();
            return new Summary(
                    images,
                    done.stream().filter(one -> one.result().equals("copied")).count(),
                    done.stream()
                            .filter(one -> one.result().equals("already-present"))
                            .count(),
                    images.stream().filter(Outcome.Failed.class::isInstance).count(),
                    done.stream().mapToLong(Outcome.Done::bytesSent).sum(),
                    seconds);
        }

        String line() {
            return "%d copied, %d there already, %d failed, %s sent, %.1f s"
                    .formatted(copied, alreadyPresent, failed, Progress.bytes(bytesSent), seconds);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        var pairs = usage(() -> Pair.of(references.subList(0, references.size() - 1), references.getLast()));
        if (platform != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no --platform: an index with fewer platforms has another digest, which nobody signed;"
                            + " copy all of it, or give the digest of that platform's image: SRC@sha256:…");
        }
        if (jobs < 1) {
            throw new ParameterException(spec.commandLine(), "--jobs must be 1 or more");
        }
        try (var session = new CopySession(configs(), limits())) {
            if (!allTags && pairs.size() == 1) {
                return one(session, pairs.getFirst());
            }
            return many(session, allTags ? everyTag(session, pairs) : pairs);
        }
    }

    private int one(CopySession session, Pair pair) {
        var progress = new CopyProgress();
        Outcome outcome;
        try (var _ = ProgressDisplay.open(output.err(), ProgressDisplay.isTerminal(), progress)) {
            outcome = dryRun ? session.plan(pair) : copied(session, pair, progress);
        } catch (NoSuchElementException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        if (output.isJson()) {
            output.printJson(outcome);
        } else {
            output.out().println(outcome.line());
        }
        return ExitCode.DONE;
    }

    private int many(CopySession session, List<Pair> pairs) throws InterruptedException {
        var start = System.nanoTime();
        var progress = new CopyProgress();
        List<Outcome> outcomes;
        try (var _ = ProgressDisplay.open(output.err(), ProgressDisplay.isTerminal(), progress)) {
            outcomes = session.forEach(
                    pairs, jobs, pair -> dryRun ? session.plan(pair) : copied(session, pair, progress.part()));
        }
        var summary = Summary.of(outcomes, (System.nanoTime() - start) / 1e9);
        if (output.isJson()) {
            output.printJson(summary);
        } else {
            outcomes.forEach(outcome -> output.out().println(outcome.line()));
            output.out().println(summary.line());
        }
        return summary.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private CopyLimits limits() {
        return CopyLimits.defaults().withForeignLayers(skipForeignLayers ? ForeignLayers.SKIP : ForeignLayers.COPY);
    }

    private Outcome copied(CopySession session, Pair pair, CopyProgress progress) {
        return session.copy(pair, referrers, progress);
    }

    private List<Pair> everyTag(CopySession session, List<Pair> pairs) {
        for (var reference : references) {
            if (reference.contains("@") || Pair.hasTag(reference)) {
                throw new ParameterException(
                        spec.commandLine(), "'" + reference + "': --all-tags copies every tag; leave it without one");
            }
        }
        return pairs.stream()
                .flatMap(pair -> pair.forAllTags(session::tags).stream())
                .toList();
    }

    private <T> T usage(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** As the configuration says if it names the host; otherwise as other clients do. */
    private Function<HostPort, RegistryConfig> configs() {
        var configuration = Optional.ofNullable(config).map(file -> ConfigurationReader.read(file, System.getenv()));
        return host -> configuration.stream()
                .flatMap(known -> Stream.of(known.primary(), known.standby()))
                .filter(settings -> settings.host().equals(host))
                .findFirst()
                .map(RegistrySettings::client)
                .orElseGet(() -> UnconfiguredHost.client(host));
    }
}

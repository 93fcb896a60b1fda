package io.breakwater.cli;

import io.breakwater.cli.config.Configuration.RegistrySettings;
import io.breakwater.cli.config.ConfigurationReader;
import io.breakwater.cli.copy.CopySession;
import io.breakwater.cli.copy.CopySession.Tags;
import io.breakwater.cli.copy.CopySummary;
import io.breakwater.cli.copy.Outcome;
import io.breakwater.cli.copy.Pair;
import io.breakwater.cli.copy.PlanSummary;
import io.breakwater.cli.copy.Summary;
import io.breakwater.cli.copy.UnconfiguredHost;
import io.breakwater.cli.progress.CopyProgress;
import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.progress.ProgressDisplay;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.ForeignLayers;
import io.breakwater.registry.reference.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
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
        customSynopsis = {"breakwater copy [OPTIONS] SRC DST", "       breakwater copy [OPTIONS] SRC... HOST/PATH/"},
        description = {
            "Copy images, all platforms, byte for byte: a digest stays what it was.",
            "A registry that the configuration names is spoken to as that says. Any other is spoken to by TLS, unless it"
                    + " is on this machine (localhost, 127.0.0.1, [::1]), and with what docker login has left."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  breakwater copy cr.example.io/library/app:v1 localhost:5000/library/app",
            "  breakwater copy --all-tags --dry-run cr.example.io/library/app localhost:5000/copies/",
            "  breakwater copy -o json cr.example.io/library/app@sha256:... localhost:5000/library/app:v1",
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

    @Option(names = "--all-tags", description = "Copy every tag of SRC, which is given without one.")
    private boolean allTags;

    @Option(names = "--referrers", description = "Copy also what is about each image: signatures, SBOMs, attestations.")
    private boolean referrers;

    @Option(
            names = "--skip-foreign-layers",
            description = "Leave out layers that a manifest says may lie elsewhere, even where SRC has them.")
    private boolean skipForeignLayers;

    @Option(names = "--platform", hidden = true, description = "Refused.")
    private @Nullable String platform;

    @Option(
            names = "--dry-run",
            description = "Say what would be sent, mounted and asked, and do nothing; of several images also the sums.")
    private boolean dryRun;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many images to copy at a time (default: ${DEFAULT-VALUE}).")
    private int jobs = 8;

    @Parameters(
            index = "0..*",
            arity = "0..*",
            paramLabel = "SRC... DST",
            hideParamSyntax = true,
            description = {
                "Each SRC a HOST/REPOSITORY[:TAG][@DIGEST], DST a HOST/REPOSITORY[:TAG] whose tag is SRC's"
                        + " unless given, or for several SRC a HOST/PATH/ that ends with a slash."
            })
    private List<String> references = List.of();

    @Override
    public Integer call() throws InterruptedException {
        if (references.size() < 2) {
            throw new ParameterException(
                    spec.commandLine(),
                    references.isEmpty()
                            ? "SRC and DST are missing"
                            : "DST is missing, after " + references.getFirst());
        }
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
        if (dryRun && referrers) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--dry-run does not foretell what --referrers would copy; leave out one of the two");
        }
        try (var session = new CopySession(configs(), limits())) {
            if (!allTags && pairs.size() == 1) {
                return one(session, pairs.getFirst());
            }
            return allTags ? everyTag(session, pairs) : many(session, pairs, List.of());
        }
    }

    /** A failure is told as any command's is; for a program also as what became of the image. */
    private int one(CopySession session, Pair pair) {
        var progress = new CopyProgress();
        Outcome outcome;
        try (var _ = ProgressDisplay.open(output.err(), ProgressDisplay.isTerminal(), progress)) {
            outcome = dryRun ? session.plan(pair) : session.copy(pair, referrers, progress);
        } catch (RuntimeException e) {
            if (output.isJson()) {
                CopySession.failed(pair, e).ifPresent(output::printJson);
            }
            throw e;
        }
        if (output.isJson()) {
            output.printJson(outcome);
        } else {
            output.out().println(outcome.line());
        }
        return ExitCode.DONE;
    }

    /** @param failed what has failed before */
    private int many(CopySession session, List<Pair> pairs, List<Outcome> failed) throws InterruptedException {
        var summary = dryRun ? planned(session, pairs, failed) : copied(session, pairs, failed);
        if (output.isJson()) {
            output.printJson(summary);
        } else {
            summary.lines().forEach(output.out()::println);
        }
        return summary.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private Summary copied(CopySession session, List<Pair> pairs, List<Outcome> failed) throws InterruptedException {
        var start = System.nanoTime();
        var progress = new CopyProgress();
        try (var _ = ProgressDisplay.open(output.err(), ProgressDisplay.isTerminal(), progress)) {
            var outcomes = session.forEach(pairs, jobs, pair -> session.copy(pair, referrers, progress.part()));
            return CopySummary.of(joined(failed, outcomes), Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private Summary planned(CopySession session, List<Pair> pairs, List<Outcome> failed) throws InterruptedException {
        var done = new AtomicInteger();
        Supplier<CountProgress> progress = () -> new CountProgress(done.get(), pairs.size(), 0, "images", "");
        try (var _ = ProgressDisplay.open(output.err(), ProgressDisplay.isTerminal(), progress)) {
            var outcomes = session.forEach(pairs, jobs, pair -> {
                try {
                    return session.plan(pair);
                } finally {
                    done.incrementAndGet();
                }
            });
            return PlanSummary.of(joined(failed, outcomes));
        }
    }

    private static List<Outcome> joined(List<Outcome> some, List<Outcome> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private CopyLimits limits() {
        return CopyLimits.defaults().withForeignLayers(skipForeignLayers ? ForeignLayers.SKIP : ForeignLayers.COPY);
    }

    private int everyTag(CopySession session, List<Pair> repositories) throws InterruptedException {
        for (var reference : references) {
            if (reference.contains("@") || Pair.hasTag(reference)) {
                throw new ParameterException(
                        spec.commandLine(), "'" + reference + "': --all-tags copies every tag; leave it without one");
            }
        }
        var pairs = new ArrayList<Pair>();
        var failed = new ArrayList<Outcome>();
        for (var repository : repositories) {
            switch (session.everyTag(repository)) {
                case Tags.Listed(var listed) -> pairs.addAll(listed);
                case Tags.Unlisted(var why) -> failed.add(why);
            }
        }
        return many(session, pairs, failed);
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

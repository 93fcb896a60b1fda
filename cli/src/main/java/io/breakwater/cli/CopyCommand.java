package io.breakwater.cli;

import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.config.Configuration.RegistrySettings;
import io.breakwater.cli.config.ConfigurationReader;
import io.breakwater.cli.progress.CopyProgress;
import io.breakwater.cli.progress.Progress;
import io.breakwater.cli.progress.ProgressDisplay;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.registry.reference.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        description = {
            "Copy one image, all platforms, byte for byte: the digest stays what it was.",
            "Registries on this machine are spoken to without TLS. Logins come from the configuration where it names"
                    + " the host, otherwise from what docker login has left."
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

    @Parameters(index = "0", paramLabel = "SRC", description = "HOST/REPOSITORY[:TAG][@DIGEST]")
    private String source = "";

    @Parameters(index = "1", paramLabel = "DST", description = "HOST/REPOSITORY[:TAG]; the tag is SRC's unless given")
    private String target = "";

    /** What is printed as JSON; bytes and blobs as {@link CopyReport} counts them. */
    record Outcome(
            String result,
            String source,
            String target,
            String digest,
            long bytesRead,
            long bytesSent,
            int blobsMounted,
            int blobsSkipped,
            int blobsSent,
            int manifestsSent,
            int requests,
            double seconds) {
        static Outcome of(CopyResult result, Reference from, Reference to, Duration took) {
            var report = result.report();
            return new Outcome(
                    word(result),
                    from.toString(),
                    to.toString(),
                    report.digest().toString(),
                    report.bytesRead(),
                    report.bytesSent(),
                    report.blobsMounted(),
                    report.blobsSkipped(),
                    report.blobsSent(),
                    report.manifestsSent(),
                    report.requests(),
                    took.toMillis() / 1000.0);
        }

        String line() {
            return "%s %s %s, %s sent, %d blobs sent, %d reused, %d requests, %.1f s"
                    .formatted(
                            target,
                            result,
                            digest,
                            Progress.bytes(bytesSent),
                            blobsSent,
                            blobsMounted + blobsSkipped,
                            requests,
                            seconds);
        }

        private static String word(CopyResult result) {
            return switch (result) {
                case CopyResult.Copied _ -> "copied";
                case CopyResult.AlreadyPresent _ -> "already-present";
                case CopyResult.Stopped _ -> "stopped";
            };
        }
    }

    @Override
    public Integer call() {
        var from = reference(source);
        var to = reference(target);
        var configuration = Optional.ofNullable(config).map(file -> ConfigurationReader.read(file, System.getenv()));
        try (var primary = new Registry(client(from.host(), configuration));
                var standby = new Registry(client(to.host(), configuration))) {
            var outcome = copy(primary, from, standby, named(to, from));
            if (output.isJson()) {
                output.printJson(outcome);
            } else {
                output.out().println(outcome.line());
            }
        }
        return ExitCode.DONE;
    }

    private Outcome copy(Registry primary, Reference from, Registry standby, Reference to) {
        var start = System.nanoTime();
        var root = from.digest().orElseGet(() -> resolve(primary, from));
        var progress = new CopyProgress();
        var order = new CopyOrder(from.repository(), root, to.repository(), to.tag(), TagGate.ALWAYS, progress);
        CopyResult result;
        try (var _ = ProgressDisplay.open(output.err(), ProgressDisplay.isTerminal(), progress)) {
            result = new Copier(primary, standby, CopyLimits.defaults()).copy(order);
        }
        return Outcome.of(result, from, to, Duration.ofNanos(System.nanoTime() - start));
    }

    private static Digest resolve(Registry registry, Reference reference) {
        return registry.headManifest(reference.repository(), reference.tagOrDigest())
                .orElseThrow(() -> new CommandFailure("there is no " + reference + "; check its name and tag"))
                .digest();
    }

    /** The target with the source's tag, or by digest alone if neither has one. */
    private Reference named(Reference to, Reference from) {
        if (to.digest().isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "DST cannot have a digest: it gets SRC's; write it as HOST/REPOSITORY[:TAG]");
        }
        return namesTag(target)
                ? to
                : new Reference(
                        to.host(),
                        to.repository(),
                        from.tag(),
                        from.digest().filter(_ -> from.tag().isEmpty()));
    }

    private static boolean namesTag(String text) {
        return text.indexOf(':', text.lastIndexOf('/') + 1) >= 0;
    }

    private Reference reference(String text) {
        try {
            return Reference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "'" + text + "': " + e.getMessage(), e);
        }
    }

    /** As the configuration says if it names the host; otherwise as other clients do. */
    private static RegistryConfig client(HostPort host, Optional<Configuration> configuration) {
        return configuration.stream()
                .flatMap(known -> Stream.of(known.primary(), known.standby()))
                .filter(settings -> settings.host().equals(host))
                .findFirst()
                .map(RegistrySettings::client)
                .orElseGet(() ->
                        RegistryConfig.of(host).withPlainHttp(host.isLoopback()).withCredentials(dockerConfig(host)));
    }

    /** Docker's files cannot name an IPv6 address. */
    private static CredentialSource dockerConfig(HostPort host) {
        return host.host().startsWith("[") ? CredentialSource.anonymous() : CredentialSource.dockerConfig(host);
    }
}

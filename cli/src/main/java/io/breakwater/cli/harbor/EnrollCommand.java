package io.breakwater.cli.harbor;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.ConfigOption;
import io.breakwater.cli.ExitCode;
import io.breakwater.cli.OutputOption;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.config.ConfigurationException;
import io.breakwater.cli.config.WebhookAddress;
import io.breakwater.cli.harbor.Enrolment.Line;
import io.breakwater.cli.harbor.Enrolment.RobotWish;
import io.breakwater.cli.harbor.Enrolment.State;
import io.breakwater.cli.harbor.WebhookPolicy.Events;
import io.breakwater.cli.run.Shutdown;
import io.breakwater.cli.text.Table;
import io.breakwater.ingest.rest.HarborApi;
import io.breakwater.ingest.rest.HarborSite;
import io.breakwater.ingest.rest.HarborSite.Login;
import io.breakwater.registry.mapping.MappingRule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code breakwater harbor enroll}. */
@Command(
        name = "enroll",
        description = {
            "Give every project that the mapping covers a webhook policy that sends pushes and deletions here (--events all: all"
                    + " that Harbor has webhooks for), and Breakwater a robot account that may read them.",
            "Harbor has no webhook for all projects, so each needs one. Policies of other names are never changed. Without"
                    + " --confirm it says what it would do."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, be it for one project only; the others are done",
            "2:bad usage or configuration",
            "3:--check or --confirm: something is not covered, or there is no project at all"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  breakwater harbor enroll --username admin --password-file admin-password",
            "  breakwater harbor enroll … --confirm --robot-secret-file secrets/harbor-password --audit-log",
            "  breakwater harbor enroll … --check",
            "  breakwater harbor enroll … --confirm --robot-secret-file secrets/harbor-password --audit-log --watch",
        })
public final class EnrollCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--username",
            paramLabel = "NAME",
            description = "Who may administer Harbor's projects (default: the primary's login).")
    private Optional<String> username = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file with that account's password.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--address",
            paramLabel = "URL",
            description = "Where Harbor finds our webhooks (default: ingest.address).")
    private Optional<String> address = Optional.empty();

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "What our policies are called (default: breakwater).")
    private String policy = "breakwater";

    @Option(
            names = "--events",
            paramLabel = "artifacts|all",
            description =
                    "What our policies send at least: pushes and deletions, which is all that anything is copied for, or"
                            + " everything that is kept as a record: scans, quotas, replication, retention and each pull too, which"
                            + " may be many (default: artifacts). What a policy sends besides, it goes on sending.")
    private Events events = Events.ARTIFACTS;

    @Option(
            names = "--robot-secret-file",
            paramLabel = "FILE",
            description =
                    "See to the robot account too. The secret of a new one is written to this new file (mode 600); where"
                            + " the account is there already, the file has to be.")
    private Optional<Path> robotSecretFile = Optional.empty();

    @Option(names = "--robot", paramLabel = "NAME", description = "What it is called (default: breakwater).")
    private String robot = "breakwater";

    @Option(
            names = "--audit-log",
            description = "Let the robot read the audit log, which ingest.follower needs. Harbor knows that only as a"
                    + " permission on the system: it shows what happens in all projects.")
    private boolean auditLog;

    @Option(names = "--confirm", description = "Do it.")
    private boolean confirm;

    @Option(names = "--check", description = "Change nothing, and exit with 3 if something is not covered.")
    private boolean check;

    @Option(
            names = "--watch",
            description =
                    "With --confirm: go on, and see to new projects, until Ctrl-C. Each time the configuration and all"
                            + " secrets are read again.")
    private boolean watch;

    @Option(names = "--every", paramLabel = "SECONDS", description = "With --watch: how often to look (default: 60).")
    private int every = 60;

    @Override
    public Integer call() throws InterruptedException {
        checkUsage();
        warn();
        if (!confirm) {
            return look();
        }
        var lines = enrolled(Enrolment::apply);
        sayAll(lines);
        if (watch) {
            watch();
        }
        return exitCode(lines);
    }

    /** Once, and not in each round of a watch. */
    private void warn() {
        var configuration = config.read();
        Doubts.about(address(configuration), configuration.ingest().options())
                .forEach(doubt -> output.err().println("breakwater: warning: " + doubt));
        output.err().flush();
    }

    private interface Work {
        List<Line> on(Enrolment enrolment) throws InterruptedException;
    }

    /** With the configuration, the secrets and the password as they are now. */
    private List<Line> enrolled(Work work) throws InterruptedException {
        var configuration = config.read();
        try (var api = new HarborApi(site(configuration))) {
            return work.on(enrolment(configuration, new Harbor(api)));
        }
    }

    private static int exitCode(List<Line> lines) {
        if (lines.stream().anyMatch(line -> line.state() == State.FAILED)) {
            return ExitCode.FAILED;
        }
        return isCovered(lines) ? ExitCode.DONE : ExitCode.DRIFT;
    }

    private static boolean isCovered(List<Line> lines) {
        return hasProject(lines) && lines.stream().allMatch(Line::isCovered);
    }

    private static boolean hasProject(List<Line> lines) {
        return lines.stream().anyMatch(line -> line.kind().equals("project"));
    }

    private void checkUsage() {
        if (check && confirm) {
            throw usage("--check changes nothing; leave out --confirm, or --check");
        }
        if (watch && !confirm) {
            throw usage("--watch sees to new projects; say --confirm too");
        }
        if (every < 1) {
            throw usage("--every takes a number of seconds, 1 or more");
        }
        if (username.isPresent() != passwordFile.isPresent()) {
            throw usage("--username and --password-file belong together");
        }
        if (auditLog && robotSecretFile.isEmpty()) {
            throw usage("--audit-log is about the robot account; say --robot-secret-file too");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private HarborSite site(Configuration configuration) {
        var primary = configuration.primary().harbor(configuration.primary().credentials());
        if (username.isEmpty()) {
            return primary;
        }
        var login = new Login(username.get(), password(passwordFile.orElseThrow()));
        return new HarborSite(primary.base(), () -> Optional.of(login), primary.tls(), primary.proxy());
    }

    private static String password(Path file) {
        try {
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new CommandFailure("cannot read the password from " + file + ": " + e, e);
        }
    }

    private Enrolment enrolment(Configuration configuration, Harbor harbor) {
        var mapped = configuration.mapping().rules().stream()
                .map(MappingRule::from)
                .map(from -> from.split("/", 2)[0])
                .collect(Collectors.toSet());
        // The first is the one to come where two are exchanged.
        var secret = configuration.ingest().secrets().stream().findFirst().map(one -> one.read());
        return new Enrolment(
                harbor,
                new WebhookPolicy(policy, address(configuration), secret, events),
                mapped,
                robotSecretFile.map(file -> new RobotWish(robot, auditLog, file)));
    }

    private URI address(Configuration configuration) {
        try {
            return address.map(WebhookAddress::parse)
                    .or(() -> configuration.ingest().address())
                    .orElseThrow(() -> usage("where does Harbor find our webhooks? Set ingest.address in "
                            + configuration.file() + ", or say --address https://breakwater.example.io"));
        } catch (IllegalArgumentException e) {
            throw usage("--address: " + e.getMessage());
        }
    }

    /** Without --check, what lacks is no fault: it was asked what there is to do. */
    private int look() throws InterruptedException {
        var lines = enrolled(Enrolment::look);
        sayAll(lines);
        if (!output.isJson()) {
            output.out().println(summary(lines));
        }
        var code = exitCode(lines);
        return code == ExitCode.DRIFT && !check ? ExitCode.DONE : code;
    }

    private static String summary(List<Line> lines) {
        if (isCovered(lines)) {
            return "Everything is covered.";
        }
        return lines.stream().anyMatch(Line::isOpen)
                ? "Nothing was changed. With --confirm it is done."
                : "Nothing can be done from here.";
    }

    private void sayAll(List<Line> lines) {
        say(lines);
        if (!output.isJson() && !hasProject(lines)) {
            output.out()
                    .println("Harbor shows no project that the mapping covers; check 'mapping', and what this account"
                            + " may see.");
            output.out().flush();
        }
    }

    private void say(List<Line> lines) {
        if (output.isJson()) {
            output.printJson(lines);
        } else if (!lines.isEmpty()) {
            table(lines).forEach(output.out()::println);
        }
        output.out().flush();
    }

    /** One detail a row, so that many of them can be read. */
    static List<String> table(List<Line> lines) {
        var table = Table.of("WHAT", "NAME", "STATE", "");
        for (var line : lines) {
            var details = line.details().isEmpty() ? List.of("") : line.details();
            table.row(line.kind(), line.name(), word(line.state()), details.getFirst());
            details.stream().skip(1).forEach(detail -> table.row("", "", "", detail));
        }
        return table.lines();
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** What Harbor refuses once may be right the next time, so a watch goes on. */
    private void watch() throws InterruptedException {
        output.err().println("Looking every " + every + " s; Ctrl-C ends it.");
        try (var shutdown = Shutdown.listen()) {
            shutdown.started();
            while (!shutdown.isAskedWithin(Duration.ofSeconds(every))) {
                try {
                    var news = enrolled(Enrolment::apply).stream()
                            .filter(EnrollCommand::isNews)
                            .toList();
                    if (!news.isEmpty()) {
                        say(news);
                    }
                } catch (CommandFailure | ConfigurationException | ParameterException e) {
                    output.err().println("breakwater: " + e.getMessage());
                }
            }
        }
    }

    private static boolean isNews(Line line) {
        return switch (line.state()) {
            case CREATED, MENDED, FAILED -> true;
            case COVERED, MISSING, OUTDATED, NO_SUCH_PROJECT, NO_SECRET -> false;
        };
    }
}

package io.breakwater.cli.harbor;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.harbor.WebhookPolicy.Found;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is to be done so that Harbor tells us of every push, and the doing of it. Looking changes nothing; doing it twice does
 * nothing the second time. What Harbor refuses of one project or the robot is said in its line, and the others go on.
 */
final class Enrolment {
    private final Harbor harbor;
    private final WebhookPolicy policy;
    private final Set<String> mapped;
    private final Optional<RobotWish> robot;

    /**
     * The robot account that is wanted.
     *
     * @param secretFile where a new one's secret goes
     */
    record RobotWish(String name, boolean auditLog, Path secretFile) {}

    /** @param mapped projects of the mapping; an empty name stands for all */
    Enrolment(Harbor harbor, WebhookPolicy policy, Set<String> mapped, Optional<RobotWish> robot) {
        this.harbor = harbor;
        this.policy = policy;
        this.mapped = Set.copyOf(mapped);
        this.robot = robot;
    }

    /** How one project, the robot or its secret stands; what is printed as JSON. Never with a secret in it. */
    record Line(String kind, String name, State state, List<String> details) {
        Line {
            details = List.copyOf(details);
        }

        /** Whether there is something to do about it. */
        boolean isOpen() {
            return state == State.MISSING || state == State.OUTDATED;
        }

        boolean isCovered() {
            return switch (state) {
                case COVERED, CREATED, MENDED -> true;
                case MISSING, OUTDATED, NO_SUCH_PROJECT, NO_SECRET, FAILED -> false;
            };
        }
    }

    /** How it stands. */
    enum State {
        COVERED,
        MISSING,
        OUTDATED,
        /** The mapping names it, Harbor has it not; there can be no push. */
        NO_SUCH_PROJECT,
        /** The robot is there, and the file for its secret is not; Harbor does not tell a secret twice. */
        NO_SECRET,
        CREATED,
        MENDED,
        /** It could not be looked at, or not be made right; the details say why. */
        FAILED
    }

    /** A line, and what makes it right. */
    private record Step(Line line, Optional<Deed> deed) {
        static Step done(String kind, String name, State state, String... details) {
            return new Step(new Line(kind, name, state, List.of(details)), Optional.empty());
        }
    }

    private interface Look {
        Step step() throws InterruptedException;
    }

    private interface Deed {
        /** @return what is to be said about it */
        List<String> run() throws InterruptedException;
    }

    /** What there is and what lacks. */
    List<Line> look() throws InterruptedException {
        return steps().stream().map(Step::line).toList();
    }

    /** Makes right what is not. */
    List<Line> apply() throws InterruptedException {
        var lines = new ArrayList<Line>();
        for (var step : steps()) {
            lines.add(step.deed().isPresent() ? done(step.line(), step.deed().get()) : step.line());
        }
        return List.copyOf(lines);
    }

    private Line done(Line line, Deed deed) throws InterruptedException {
        try {
            var details = deed.run();
            var state = line.state() == State.MISSING ? State.CREATED : State.MENDED;
            return new Line(line.kind(), line.name(), state, details);
        } catch (CommandFailure e) {
            return failed(line.kind(), line.name(), e);
        }
    }

    private Step looked(String kind, String name, Look look) throws InterruptedException {
        try {
            return look.step();
        } catch (CommandFailure e) {
            return new Step(failed(kind, name, e), Optional.empty());
        }
    }

    private Line failed(String kind, String name, CommandFailure failure) {
        var message = policy.withoutSecret(String.valueOf(failure.getMessage()));
        return new Line(kind, name, State.FAILED, List.of(message));
    }

    private List<Step> steps() throws InterruptedException {
        var there = harbor.projects();
        var steps = new ArrayList<Step>();
        for (var project : there) {
            if (mapped.contains("") || mapped.contains(project)) {
                steps.add(looked("project", project, () -> project(project)));
            }
        }
        var readable = steps.stream()
                .map(Step::line)
                .filter(line -> line.state() != State.NO_SUCH_PROJECT)
                .map(Line::name)
                .collect(Collectors.toSet());
        new TreeSet<>(mapped)
                .stream()
                        .filter(project -> !project.isEmpty() && !there.contains(project))
                        .forEach(project -> steps.add(Step.done(
                                "project", project, State.NO_SUCH_PROJECT, "or this account may not see it")));
        if (robot.isPresent()) {
            steps.addAll(robot(robot.get(), mapped.contains("") ? Set.of("*") : readable));
        }
        return steps;
    }

    private Step project(String project) throws InterruptedException {
        var policies = harbor.policies(project);
        return policies.isEmpty()
                ? Step.done("project", project, State.NO_SUCH_PROJECT, "it was deleted meanwhile")
                : project(project, policy.in(policies.get()));
    }

    private Step project(String project, Found found) {
        return switch (found) {
            case Found.Covered _ -> Step.done("project", project, State.COVERED);
            case Found.CoveredByHand(var name) ->
                Step.done("project", project, State.COVERED, "by the policy '" + name + "', which is not ours");
            case Found.Missing _ ->
                new Step(
                        new Line(
                                "project",
                                project,
                                State.MISSING,
                                List.of("no webhook policy '" + policy.name() + "'")),
                        Optional.of(() -> {
                            harbor.create(project, policy);
                            return List.of();
                        }));
            case Found.Outdated(var id, var wrong, var was) ->
                new Step(new Line("project", project, State.OUTDATED, wrong), Optional.of(() -> {
                    harbor.mend(project, policy, id, was);
                    return noMore("the policy", wrong);
                }));
        };
    }

    private static List<String> noMore(String what, List<String> wrong) {
        return wrong.stream().map(one -> what + " " + one + " no more").toList();
    }

    /** The account, and where there is one its secret, which is here or can't be had. */
    private List<Step> robot(RobotWish wish, Set<String> projects) throws InterruptedException {
        var account = looked("robot", wish.name(), () -> account(wish, projects));
        var isThere = account.line().state() == State.COVERED || account.line().state() == State.OUTDATED;
        if (!isThere || Files.exists(wish.secretFile())) {
            return List.of(account);
        }
        var secret = Step.done(
                "secret",
                wish.secretFile().toString(),
                State.NO_SECRET,
                "its secret is not here: refresh it in Harbor, under Robot Accounts");
        return List.of(account, secret);
    }

    private Step account(RobotWish wish, Set<String> projects) throws InterruptedException {
        var wanted = new Robot(wish.name(), projects, wish.auditLog());
        var found = harbor.robot(wish.name());
        if (found.isEmpty()) {
            return new Step(
                    new Line("robot", wish.name(), State.MISSING, List.of("no such robot account")),
                    Optional.of(() -> create(wanted, wish.secretFile())));
        }
        var name = found.get().path("name").asText();
        var now = Instant.now();
        var wrong = wanted.wrong(found.get(), now);
        return wrong.isEmpty()
                ? Step.done("robot", name, State.COVERED)
                : new Step(new Line("robot", name, State.OUTDATED, wrong), Optional.of(() -> {
                    harbor.mend(wanted, found.get(), now);
                    return noMore("the robot", wrong);
                }));
    }

    private List<String> create(Robot wanted, Path secretFile) throws InterruptedException {
        try (var file = SecretFile.create(secretFile)) {
            var created = harbor.create(wanted);
            file.write(created.secret());
            return List.of("user name " + created.name(), "its secret is in " + secretFile);
        }
    }
}

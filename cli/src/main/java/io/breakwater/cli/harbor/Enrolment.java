package io.breakwater.cli.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.cli.harbor.WebhookPolicy.Found;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be done so that Harbor tells us of every push, and the doing of it. Looking changes nothing; doing it twice does
 * nothing the second time.
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

    /** How one project or the robot stands; what is printed as JSON. */
    record Line(String kind, String name, State state, List<String> details) {
        Line {
            details = List.copyOf(details);
        }

        /** Whether there is something to do about it. */
        boolean isOpen() {
            return state == State.MISSING || state == State.OUTDATED;
        }

        boolean isCovered() {
            return !isOpen() && state != State.NO_SUCH_PROJECT;
        }
    }

    /** How it stands. */
    enum State {
        COVERED,
        MISSING,
        OUTDATED,
        /** The mapping names it, Harbor has it not; there can be no push. */
        NO_SUCH_PROJECT,
        CREATED,
        MENDED
    }

    /** A line, and what makes it right. */
    private record Step(Line line, Optional<Deed> deed) {
        static Step done(String kind, String name, State state, String... details) {
            return new Step(new Line(kind, name, state, List.of(details)), Optional.empty());
        }
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

    private static Line done(Line line, Deed deed) throws InterruptedException {
        var details = deed.run();
        var state = line.state() == State.MISSING ? State.CREATED : State.MENDED;
        return new Line(line.kind(), line.name(), state, details);
    }

    private List<Step> steps() throws InterruptedException {
        var there = harbor.projects();
        var steps = new ArrayList<Step>();
        var covered = new TreeSet<String>();
        for (var project : there) {
            if (mapped.contains("") || mapped.contains(project)) {
                covered.add(project);
                steps.add(project(project));
            }
        }
        new TreeSet<>(mapped)
                .stream()
                        .filter(project -> !project.isEmpty() && !there.contains(project))
                        .forEach(project -> steps.add(Step.done(
                                "project", project, State.NO_SUCH_PROJECT, "or this account may not see it")));
        if (robot.isPresent()) {
            steps.add(robot(robot.get(), mapped.contains("") ? Set.of("*") : covered));
        }
        return steps;
    }

    private Step project(String project) throws InterruptedException {
        return switch (policy.in(harbor.policies(project))) {
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
                    return wrong.stream()
                            .map(what -> "the policy " + what + " no more")
                            .toList();
                }));
        };
    }

    private Step robot(RobotWish wish, Set<String> projects) throws InterruptedException {
        var wanted = new Robot(wish.name(), projects, wish.auditLog());
        var found = harbor.robot(wish.name());
        if (found.isEmpty()) {
            return new Step(
                    new Line("robot", wish.name(), State.MISSING, List.of("no such robot account")),
                    Optional.of(() -> create(wanted, wish.secretFile())));
        }
        var name = found.get().path("name").asText();
        var lacking = List.copyOf(wanted.lacking(found.get()));
        return lacking.isEmpty()
                ? Step.done("robot", name, State.COVERED)
                : new Step(
                        new Line("robot", name, State.OUTDATED, lacking(lacking)),
                        Optional.of(() -> mend(wanted, found.get(), lacking)));
    }

    private static List<String> lacking(List<String> permissions) {
        return permissions.stream().map(permission -> "lacks " + permission).toList();
    }

    private List<String> create(Robot wanted, Path secretFile) throws InterruptedException {
        try (var file = SecretFile.create(secretFile)) {
            var created = harbor.create(wanted);
            file.write(created.secret());
            return List.of("user name " + created.name(), "its secret is in " + secretFile);
        }
    }

    private List<String> mend(Robot wanted, JsonNode was, List<String> lacked) throws InterruptedException {
        harbor.mend(wanted, was);
        return lacked.stream().map(permission -> "may now " + permission).toList();
    }
}

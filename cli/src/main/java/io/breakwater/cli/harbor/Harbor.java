package io.breakwater.cli.harbor;

import static io.breakwater.ingest.rest.HarborApi.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.cli.CommandFailure;
import io.breakwater.ingest.rest.HarborAnswer;
import io.breakwater.ingest.rest.HarborApi;
import io.breakwater.ingest.rest.HarborApi.Listing;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Harbor's projects, policies and robots. Whatever Harbor refuses is a {@link CommandFailure} that says what to mend. Once it was
 * silent it is not asked again, or each further project would be waited for as long. Confined to one thread.
 */
final class Harbor {
    private final HarborApi api;
    private boolean silent;

    Harbor(HarborApi api) {
        this.api = api;
    }

    private interface Call<T> {
        T make() throws IOException, InterruptedException;
    }

    private <T> T ask(String what, Call<T> call) throws InterruptedException {
        if (silent) {
            throw new CommandFailure("cannot " + what + ": not asked, since "
                    + api.site().host() + " was silent before; run the command again when it answers");
        }
        try {
            return call.make();
        } catch (HarborApi.Silent e) {
            silent = true;
            throw new CommandFailure("cannot " + what + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandFailure("cannot " + what + ": " + e.getMessage(), e);
        }
    }

    /** Names, sorted; those that the account may see. */
    SortedSet<String> projects() throws InterruptedException {
        var names = new TreeSet<String>();
        for (var project : list("list the projects", "/projects")) {
            names.add(project.path("name").asText());
        }
        return names;
    }

    /** Of a project that is there no more: empty. */
    Optional<List<JsonNode>> policies(String project) throws InterruptedException {
        var what = "list the webhook policies of " + project;
        return switch (ask(what, () -> api.list(policiesOf(project)))) {
            case Listing.All(var entries) -> Optional.of(entries);
            case Listing.Refused(var answer) when answer.status() == 404 -> Optional.empty();
            case Listing.Refused(var answer) -> throw refused(what, answer);
        };
    }

    void create(String project, WebhookPolicy policy) throws InterruptedException {
        var what = "create the webhook policy of " + project;
        checked(what, ask(what, () -> api.post(policiesOf(project), policy.created())));
    }

    void mend(String project, WebhookPolicy policy, int id, JsonNode was) throws InterruptedException {
        var what = "mend the webhook policy of " + project;
        checked(what, ask(what, () -> api.put(policiesOf(project) + "/" + id, policy.mended(was))));
    }

    private static String policiesOf(String project) {
        return "/projects/" + encoded(project) + "/webhook/policies";
    }

    /** Under whatever prefix this Harbor gives its robots. */
    Optional<JsonNode> robot(String name) throws InterruptedException {
        return list("list the robot accounts", "/robots?q=" + encoded("name=" + name)).stream()
                .filter(robot -> robot.path("name").asText().endsWith(name))
                .findFirst();
    }

    /** What Harbor tells once. */
    record Created(String name, String secret) {
        /** Without the secret. */
        @Override
        public String toString() {
            return name;
        }
    }

    Created create(Robot robot) throws InterruptedException {
        var what = "create the robot account " + robot.name();
        var body = checked(what, ask(what, () -> api.post("/robots", robot.created())))
                .body();
        var created =
                new Created(body.path("name").asText(), body.path("secret").asText());
        if (created.secret().isBlank()) {
            throw new CommandFailure(api.site().host() + " has made the robot account " + created.name()
                    + " and told no secret: refresh it in Harbor, under Robot Accounts");
        }
        return created;
    }

    void mend(Robot robot, JsonNode was, Instant now) throws InterruptedException {
        var what = "mend the robot account " + was.path("name").asText();
        checked(what, ask(what, () -> api.put("/robots/" + was.path("id").asInt(), robot.mended(was, now))));
    }

    private List<JsonNode> list(String what, String path) throws InterruptedException {
        return switch (ask(what, () -> api.list(path))) {
            case Listing.All(var entries) -> entries;
            case Listing.Refused(var answer) -> throw refused(what, answer);
        };
    }

    private HarborAnswer checked(String what, HarborAnswer answer) {
        if (!answer.isSuccess()) {
            throw refused(what, answer);
        }
        return answer;
    }

    private CommandFailure refused(String what, HarborAnswer answer) {
        var mend = switch (answer.status()) {
            case 401 -> "; check the user name and the password";
            case 403 -> "; this takes an administrator of Harbor: name one with --username and --password-file";
            case 404 -> "; is " + api.site().host() + " a Harbor, and is the project there?";
            case 409 -> "; somebody has just made it, run the command again";
            default -> "";
        };
        return new CommandFailure("cannot " + what + " at " + api.site().host() + ": " + answer.summary() + mend);
    }
}

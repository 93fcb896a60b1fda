package io.breakwater.testkit.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.Query;
import io.breakwater.testkit.face.Upstream;
import io.breakwater.testkit.harbor.Inventory.Found;
import io.breakwater.testkit.registry.RegistryStorage;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Harbor's REST API v2.0 for what lies in it: projects, repositories, artifacts, tags and accessories are listed, artifacts and
 * tags deleted. Repositories in paths are encoded twice ({@code a%252Fb}).
 */
final class RestApi {
    static final String PATH = "/api/v2.0/";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryStorage contents;
    private final Inventory inventory;
    private final Upstream upstream;
    private final Changes changes;

    /** Who wants to know what was changed. */
    interface Changes {
        /** An artifact of whose end Harbor tells. */
        void deleted(String repository, String digest);

        void untagged(String repository, String tag);

        /** In the API, not by a push. */
        void tagged(String repository, String tag);
    }

    RestApi(RegistryStorage contents, Upstream upstream, Changes changes) {
        this.contents = contents;
        this.inventory = new Inventory(contents);
        this.upstream = upstream;
        this.changes = changes;
    }

    boolean hasProject(String name) {
        return inventory.projects().contains(name);
    }

    void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getRawPath().substring(PATH.length());
        var parts = Arrays.stream(path.split("/", -1))
                .map(part -> URLDecoder.decode(part, UTF_8))
                .toList();
        var what = exchange.getRequestMethod() + " " + shape(parts);
        switch (what) {
            case "GET projects" -> Pages.answer(exchange, inventory.projects(), inventory::project);
            case "GET projects/_/repositories" ->
                Pages.answer(exchange, inventory.repositories(parts.get(1)), inventory::repository);
            case "GET projects/_/artifacts" -> pageOfArtifacts(exchange, inventory.repositories(parts.get(1)));
            case "GET projects/_/repositories/_/artifacts" -> pageOfArtifacts(exchange, List.of(repository(parts)));
            default -> answerOne(exchange, what, parts);
        }
    }

    private void answerOne(HttpExchange exchange, String what, List<String> parts) throws IOException {
        var repository = parts.size() < 6 ? "" : repository(parts);
        var found = repository.isEmpty() ? Optional.<Found>empty() : inventory.find(repository, parts.get(5));
        if (found.isEmpty()) {
            Answers.error(exchange, 404, "NOT_FOUND", "not found: " + String.join("/", parts));
            return;
        }
        var manifest = found.get().manifest();
        switch (what) {
            case "GET projects/_/repositories/_/artifacts/_" ->
                Answers.json(
                        exchange, inventory.artifact(found.get(), true, isAsked(exchange, "with_accessory", false)));
            case "GET projects/_/repositories/_/artifacts/_/tags" ->
                Pages.answer(exchange, inventory.tags(manifest), tag -> tag);
            case "GET projects/_/repositories/_/artifacts/_/accessories" ->
                Pages.answer(exchange, inventory.accessories(repository, manifest.digest()), inventory::accessory);
            case "DELETE projects/_/repositories/_/artifacts/_" -> delete(exchange, found.get(), 200);
            case "POST projects/_/repositories/_/artifacts/_/tags" -> tag(exchange, found.get());
            case "DELETE projects/_/repositories/_/artifacts/_/tags/_" -> untag(exchange, found.get(), parts.get(7));
            default -> Answers.error(exchange, 404, "NOT_FOUND", "not found: " + what);
        }
    }

    /** With {@code _} where names stand. */
    private static String shape(List<String> parts) {
        var shape = new ArrayList<>(parts);
        for (var index = 1; index < shape.size(); index += 2) {
            shape.set(index, "_");
        }
        return String.join("/", shape);
    }

    /** Once decoded, a name must not have a slash: Harbor would take what is encoded once for two parts of the path. */
    private static String repository(List<String> parts) {
        var once = parts.get(3);
        return parts.get(1) + "/" + (once.contains("/") ? "" : URLDecoder.decode(once, UTF_8));
    }

    private void pageOfArtifacts(HttpExchange exchange, List<String> repositories) throws IOException {
        var q = Query.value(exchange, "q").orElse("");
        var sort = Query.value(exchange, "sort").orElse("");
        var artifacts = repositories.stream()
                .flatMap(repository -> inventory.list(repository, q, sort).stream())
                .toList();
        if (artifacts.isEmpty() && repositories.stream().noneMatch(contents.repositories()::contains)) {
            Answers.error(exchange, 404, "NOT_FOUND", "not found: " + repositories);
            return;
        }
        var withTag = isAsked(exchange, "with_tag", true);
        var withAccessory = isAsked(exchange, "with_accessory", false);
        Pages.answer(exchange, artifacts, found -> inventory.artifact(found, withTag, withAccessory));
    }

    private static boolean isAsked(HttpExchange exchange, String parameter, boolean otherwise) {
        return Query.value(exchange, parameter).map(Boolean::parseBoolean).orElse(otherwise);
    }

    /** No webhook tells of it. */
    private void tag(HttpExchange exchange, Found found) throws IOException {
        var tag = JSON.readTree(exchange.getRequestBody().readAllBytes())
                .path("name")
                .asText();
        if (found.manifest().tags().contains(tag)) {
            Answers.error(exchange, 409, "CONFLICT", "tag " + tag + " already exists");
            return;
        }
        upstream.tag(
                found.repository(), found.manifest().digest(), found.manifest().mediaType(), tag);
        changes.tagged(found.repository(), tag);
        Answers.empty(exchange, 201);
    }

    /** No webhook tells of it. */
    private void untag(HttpExchange exchange, Found found, String tag) throws IOException {
        if (found.manifest().tags().contains(tag) && contents.untag(found.repository(), tag)) {
            changes.untagged(found.repository(), tag);
            Answers.empty(exchange, 200);
        } else {
            Answers.error(exchange, 404, "NOT_FOUND", "tag " + tag + " not found");
        }
    }

    /** As {@code DELETE /v2/<repository>/manifests/<digest>} has it, which is the same to Harbor. */
    void deleteManifest(HttpExchange exchange, String repository, String digest) throws IOException {
        var found = inventory.find(repository, digest);
        if (found.isEmpty()) {
            Answers.error(exchange, 404, "NOT_FOUND", "artifact " + repository + "@" + digest + " not found");
        } else {
            delete(exchange, found.get(), 202);
        }
    }

    private void delete(HttpExchange exchange, Found found, int done) throws IOException {
        var repository = found.repository();
        var digest = found.manifest().digest();
        if (!inventory.parents(repository, digest).isEmpty()) {
            // src/controller/artifact/controller.go, deleteDeeply
            Answers.error(
                    exchange, 412, "VIOLATE_FOREIGN_KEY_CONSTRAINT", "the deleting artifact is referenced by others");
            return;
        }
        var accessories = inventory.accessories(repository, digest);
        for (var accessory : accessories) {
            remove(repository, accessory.manifest().digest());
        }
        remove(repository, digest);
        removeOrphans(found);
        accessories.forEach(
                accessory -> changes.deleted(repository, accessory.manifest().digest()));
        changes.deleted(repository, digest);
        Answers.empty(exchange, done);
    }

    /** Children that no tag and no other index names go with their parent, and Harbor says nothing of them. */
    private void removeOrphans(Found parent) throws IOException {
        for (var child : parent.manifest().children()) {
            var found = inventory.find(parent.repository(), child);
            if (found.isPresent()
                    && found.get().manifest().tags().isEmpty()
                    && inventory.parents(parent.repository(), child).isEmpty()) {
                remove(parent.repository(), child);
                removeOrphans(found.get());
            }
        }
    }

    private void remove(String repository, String digest) throws IOException {
        var status = upstream.delete("/v2/" + repository + "/manifests/" + digest);
        if (status != 202 && status != 404) {
            throw new IOException("The registry behind Harbor answered a delete with " + status);
        }
    }
}

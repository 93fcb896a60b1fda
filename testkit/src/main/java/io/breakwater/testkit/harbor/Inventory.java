package io.breakwater.testkit.harbor;

import com.fasterxml.jackson.databind.node.NullNode;
import io.breakwater.testkit.registry.RegistryStorage;
import io.breakwater.testkit.registry.StoredManifest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What Harbor's REST API shows of the registry behind, and how it words it ({@code api/v2.0/swagger.yaml}). */
final class Inventory {
    private static final Pattern COSIGN_TAG = Pattern.compile("sha256-(?<subject>[0-9a-f]{64})\\.(sig|att|sbom)");

    private final RegistryStorage contents;
    /** By repository and digest, in the order in which they were first seen. */
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();

    private final AtomicInteger lastId = new AtomicInteger();

    /** An artifact with the repository that it is in. */
    record Found(String repository, StoredManifest manifest) {}

    Inventory(RegistryStorage contents) {
        this.contents = contents;
    }

    List<String> projects() {
        return contents.repositories().stream()
                .map(name -> name.split("/", 2)[0])
                .distinct()
                .toList();
    }

    /** With their project, those that hold nothing left out. */
    List<String> repositories(String project) {
        return contents.repositories().stream()
                .filter(name -> name.startsWith(project + "/"))
                .filter(name -> !contents.manifests(name).isEmpty())
                .toList();
    }

    /** All, accessories and children too; the oldest first. */
    List<Found> all(String repository) {
        var all = contents.manifests(repository).stream()
                .map(manifest -> new Found(repository, manifest))
                .toList();
        all.forEach(this::id);
        return all;
    }

    /**
     * What a list shows: never accessories, and children of an index only if they have a tag or {@code base=*} is asked for.
     * The newest comes first, unless {@code sort} is {@code id}.
     *
     * @param q Harbor's query; {@code base=*}, {@code tags=*} and {@code tags=nil} are known
     */
    List<Found> list(String repository, String q, String sort) {
        var all = all(repository);
        var children = new HashSet<String>();
        all.forEach(found -> children.addAll(found.manifest().children()));
        Predicate<StoredManifest> isShown = manifest -> subject(manifest).isEmpty()
                && (q.contains("base=*") || !manifest.tags().isEmpty() || !children.contains(manifest.digest()))
                && !(q.contains("tags=*") && manifest.tags().isEmpty())
                && !(q.contains("tags=nil") && !manifest.tags().isEmpty());
        var byId = Comparator.comparingInt(this::id);
        return all.stream()
                .filter(found -> isShown.test(found.manifest()))
                .sorted(sort.equals("id") ? byId : byId.reversed())
                .toList();
    }

    /** By tag or digest. */
    Optional<Found> find(String repository, String reference) {
        return all(repository).stream()
                .filter(found -> found.manifest().digest().equals(reference)
                        || found.manifest().tags().contains(reference))
                .findFirst();
    }

    /** Signatures, attestations and whatever else names {@code digest} as its subject, by member or by tag. */
    List<Found> accessories(String repository, String digest) {
        return all(repository).stream()
                .filter(found -> subject(found.manifest()).equals(Optional.of(digest)))
                .toList();
    }

    Map<String, Object> project(String name) {
        var members = new LinkedHashMap<String, Object>();
        members.put("name", name);
        members.put("repo_count", repositories(name).size());
        members.put("metadata", Map.of("public", "false"));
        return members;
    }

    Map<String, Object> repository(String name) {
        var members = new LinkedHashMap<String, Object>();
        var all = all(name);
        members.put("name", name);
        members.put("artifact_count", list(name, "", "id").size());
        members.put("creation_time", all.getFirst().manifest().pushedAt().toString());
        members.put("update_time", all.getLast().manifest().pushedAt().toString());
        return members;
    }

    Map<String, Object> artifact(Found found, boolean withTag, boolean withAccessory) {
        var manifest = found.manifest();
        var config = manifest.json().path("config").path("mediaType").asText();
        var members = new LinkedHashMap<String, Object>();
        members.put("id", id(found));
        members.put("type", config.contains("helm") ? "CHART" : "IMAGE");
        members.put("media_type", manifest.isIndex() ? manifest.mediaType() : config);
        members.put("manifest_media_type", manifest.mediaType());
        members.put("artifact_type", manifest.json().path("artifactType").asText(config));
        members.put("repository_name", found.repository());
        members.put("digest", manifest.digest());
        members.put("size", manifest.imageSize());
        members.put("push_time", manifest.pushedAt().toString());
        members.put(
                "references",
                nullIfEmpty(manifest.children().stream()
                        .map(child -> Map.of("child_digest", child))
                        .toList()));
        if (withTag) {
            members.put("tags", nullIfEmpty(tags(manifest)));
        }
        if (withAccessory) {
            members.put(
                    "accessories",
                    nullIfEmpty(accessories(found.repository(), manifest.digest()).stream()
                            .map(this::accessory)
                            .toList()));
        }
        return members;
    }

    Map<String, Object> accessory(Found found) {
        var manifest = found.manifest();
        var members = new LinkedHashMap<String, Object>();
        members.put("id", id(found));
        members.put("subject_artifact_digest", subject(manifest).orElse(""));
        members.put("subject_artifact_repo", found.repository());
        members.put("digest", manifest.digest());
        members.put("size", manifest.imageSize());
        members.put("type", manifest.subject().isPresent() ? "subject.accessory" : "signature.cosign");
        return members;
    }

    List<Map<String, Object>> tags(StoredManifest manifest) {
        return manifest.tags().stream()
                .map(tag -> Map.<String, Object>of(
                        "name", tag, "push_time", manifest.pushedAt().toString(), "immutable", false))
                .toList();
    }

    /** Digests of those that name {@code digest} as a child. */
    Set<String> parents(String repository, String digest) {
        var parents = new HashSet<String>();
        all(repository).stream()
                .filter(found -> found.manifest().children().contains(digest))
                .forEach(found -> parents.add(found.manifest().digest()));
        return parents;
    }

    private static Optional<String> subject(StoredManifest manifest) {
        return manifest.subject()
                .or(() -> manifest.tags().stream()
                        .map(COSIGN_TAG::matcher)
                        .filter(match -> match.matches())
                        .map(match -> "sha256:" + match.group("subject"))
                        .findFirst());
    }

    private int id(Found found) {
        return ids.computeIfAbsent(
                found.repository() + "@" + found.manifest().digest(), key -> lastId.incrementAndGet());
    }

    /** Harbor's empty lists are null. */
    private static Object nullIfEmpty(List<?> list) {
        return list.isEmpty() ? NullNode.getInstance() : list;
    }
}

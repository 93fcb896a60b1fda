package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.deletion.Deletion;
import io.breakwater.registry.deletion.DeletionOrder;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deletes at a real registry, and at one that refuses as Google's does. */
class DeletionIT {
    private final Blob config = Blob.of("{}");
    private final Manifest image = Images.image(config);
    private final Manifest other = Images.image(config, config);
    private final Manifest index = Images.index(image, other);
    private final RegistryProcess process = new RegistryProcess();
    private final Face face = Face.of(process);
    private final Registry registry = new Registry(face.config());

    DeletionIT() throws IOException {}

    @AfterEach
    void close() {
        registry.close();
        face.close();
        process.close();
    }

    private void push(String tag, Manifest manifest) {
        Images.push(registry, "library/app", tag, manifest, config);
    }

    private boolean has(String tagOrDigest) {
        return registry.headManifest("library/app", tagOrDigest).isPresent();
    }

    private DeletionOrder order(Manifest root, Set<String> tags, Manifest... children) {
        return new DeletionOrder(
                "library/app",
                root.digest(),
                tags,
                List.of(children).stream().map(Manifest::digest).toList());
    }

    // ---- A real registry, which drops the tags with the manifest

    @Test
    void manifestIsNotDeletedWhileATagThatStaysPointsToIt() {
        push("v1", image);
        push("latest", image);
        push("v0", other);

        assertEquals(
                new Deletion.StillTagged(Set.of("latest")),
                registry.deleteManifest("library/app", image.digest(), Set.of("v1")));

        assertTrue(has("v1") && has("latest"));
        assertEquals(List.of(), face.requests("DELETE "));
    }

    @Test
    void manifestGoesWithTheTagsThatMayGoAndRepeatingIsHarmless() {
        push("v1", image);
        push("v0", other);

        assertEquals(new Deletion.Deleted(), registry.deleteManifest("library/app", image.digest(), Set.of("v1")));

        assertFalse(has("v1"));
        assertTrue(has("v0"));
        assertEquals(new Deletion.AlreadyGone(), registry.deleteManifest("library/app", image.digest(), Set.of("v1")));
        assertEquals(new Deletion.AlreadyGone(), registry.deleteManifest("library/nothing", image.digest(), Set.of()));
    }

    @Test
    void tagThatCannotBeDeletedByItselfIsToldAndStays() {
        push("v1", image);

        assertInstanceOf(Deletion.Unsupported.class, registry.deleteTag("library/app", "v1", image.digest()));

        assertTrue(has("v1"));
    }

    @Test
    void tagIsDeletedOnlyWhileItHasTheDigest() {
        push("v1", other);

        assertEquals(new Deletion.Moved(other.digest()), registry.deleteTag("library/app", "v1", image.digest()));
        assertEquals(new Deletion.AlreadyGone(), registry.deleteTag("library/app", "v2", image.digest()));
        assertEquals(List.of(), face.requests("DELETE "));
    }

    @Test
    void artifactGoesWithTagsAndChildrenWhereNothingElsePointsToThem() {
        push(image.digest().toString(), image);
        push("other", other);
        push("v1", index);

        var report = registry.deleteArtifact(order(index, Set.of("v1"), image, other));

        assertEquals(Map.of("v1", new Deletion.Deleted()), report.tags());
        assertEquals(
                Map.of(
                        index.digest(),
                        new Deletion.Deleted(),
                        image.digest(),
                        new Deletion.Deleted(),
                        other.digest(),
                        new Deletion.StillTagged(Set.of("other"))),
                report.manifests());
        assertFalse(report.isGone());
        assertTrue(has("other"));
    }

    @Test
    void tagThatMovedOnStaysWhereItIsWhenItsOldArtifactGoes() {
        push("v1", other);
        push(image.digest().toString(), image);

        var report = registry.deleteArtifact(order(image, Set.of("v1")));

        assertEquals(Map.of("v1", new Deletion.Moved(other.digest())), report.tags());
        assertTrue(report.isGone());
        assertTrue(has("v1"));
    }

    @Test
    void artifactWithATagThatStaysStopsBeforeItsChildren() {
        push(image.digest().toString(), image);
        push(other.digest().toString(), other);
        push("v1", index);
        push("keep", index);

        var report = registry.deleteArtifact(order(index, Set.of("v1"), image, other));

        assertEquals(
                new Deletion.StillTagged(Set.of("keep")), report.manifests().get(index.digest()));
        assertEquals(new Deletion.Held(), report.manifests().get(image.digest()));
        assertTrue(has("keep") && has(image.digest().toString()));
    }

    /** Whether it is read-only or takes no deletes at all: that is no word on this artifact. */
    @Test
    void registryThatRefusesEveryDeleteRefusesTheManifestToo() {
        push("v1", image);
        push("v2", other);
        push("v3", other);
        for (var reply : List.of(Face.status(405), Face.error(405, "UNSUPPORTED"))) {
            face.on("DELETE", "/manifests/", reply);

            for (var fault : List.of(
                    assertThrows(
                            ArtifactFault.class,
                            () -> registry.deleteManifest("library/app", image.digest(), Set.of("v1"))),
                    assertThrows(ArtifactFault.class, () -> registry.deleteArtifact(order(image, Set.of("v1")))))) {
                assertEquals(Optional.of(face.host().toString()), fault.refusedBy());
            }
            // It may be that tags only go with their manifest, and this one stays.
            var report = registry.deleteArtifact(order(other, Set.of("v2")));
            assertInstanceOf(Deletion.Unsupported.class, report.tags().get("v2"));
        }
    }

    @Test
    void otherRefusalsAreFaults() {
        push("v1", image);
        face.on("DELETE", "/manifests/", Face.error(403, "DENIED"));
        assertThrows(ArtifactFault.class, () -> registry.deleteManifest("library/app", image.digest(), Set.of("v1")));
        face.on("DELETE", "/manifests/", Face.status(503));
        assertThrows(RegistryFault.class, () -> registry.deleteTag("library/app", "v1", image.digest()));
    }

    @Test
    void nothingIsDeletedWhenTheGateSaysNo() {
        push("v1", image);

        assertEquals(new Deletion.Stopped(), registry.deleteTag("library/app", "v1", image.digest(), () -> false));
        var report = registry.deleteArtifact(order(image, Set.of("v1")), () -> false);

        assertTrue(report.isStopped());
        assertEquals(Map.of("v1", new Deletion.Stopped()), report.tags());
        assertEquals(Map.of(image.digest(), new Deletion.Held()), report.manifests());
        assertEquals(List.of(), face.requests("DELETE "));
    }

    /** The first delete of an artifact may be the last that is allowed. */
    @Test
    void gateIsAskedBeforeEachDelete() {
        push(image.digest().toString(), image);
        push(other.digest().toString(), other);
        push("v1", index);
        BooleanSupplier untilTheIndexIsGone = () -> has("v1");

        var report = registry.deleteArtifact(order(index, Set.of("v1"), image, other), untilTheIndexIsGone);

        assertTrue(report.isStopped());
        assertEquals(new Deletion.Deleted(), report.manifests().get(index.digest()));
        assertTrue(has(image.digest().toString()) && has(other.digest().toString()));
    }

    // ---- A registry as strict as Google's

    /** Tags by name, and for each digest the manifests that refer to it. */
    private final Map<String, Digest> tags = new ConcurrentHashMap<>();

    private final Map<Digest, Set<Digest>> parents = new ConcurrentHashMap<>();

    private void behaveLikeGoogle() {
        face.rule(exchange -> {
            var path = exchange.getRequestURI().getPath();
            var last = path.substring(path.lastIndexOf('/') + 1);
            switch (exchange.getRequestMethod()) {
                case "HEAD" -> head(last).to(exchange);
                case "DELETE" -> delete(last).to(exchange);
                default -> Face.body(200, extendedList()).to(exchange);
            }
            return true;
        });
    }

    private Face.Reply head(String tag) {
        return Optional.ofNullable(tags.get(tag))
                .map(digest -> Face.status(
                        200, "Docker-Content-Digest", digest.toString(), "Content-Type", "x/y", "Content-Length", "2"))
                .orElse(Face.status(404));
    }

    private Face.Reply delete(String tagOrDigest) {
        if (!Digest.isDigest(tagOrDigest)) {
            return tags.remove(tagOrDigest) == null ? Face.error(404, "MANIFEST_UNKNOWN") : Face.status(202);
        }
        var digest = Digest.parse(tagOrDigest);
        if (tags.containsValue(digest)) {
            return Face.error(400, "GOOGLE_MANIFEST_DANGLING_TAG");
        }
        if (parents.values().stream().noneMatch(of -> of.contains(digest)) && !parents.containsKey(digest)) {
            return Face.error(404, "MANIFEST_UNKNOWN");
        }
        if (parents.getOrDefault(digest, Set.of()).stream().anyMatch(parents::containsKey)) {
            return Face.error(400, "GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE");
        }
        parents.remove(digest);
        return Face.status(202);
    }

    private String extendedList() {
        var byDigest = new LinkedHashMap<Digest, Set<String>>();
        tags.forEach((tag, digest) -> byDigest.computeIfAbsent(digest, key -> ConcurrentHashMap.newKeySet())
                .add(tag));
        return byDigest.entrySet().stream()
                .map(entry ->
                        "\"" + entry.getKey() + "\":{\"tag\":[\"" + String.join("\",\"", entry.getValue()) + "\"]}")
                .collect(Collectors.joining(",", "{\"manifest\":{", "}}"));
    }

    private static Digest digest(int number) {
        return Digest.ofSha256(new byte[] {(byte) number});
    }

    @Test
    void googleGetsTagsThenParentsThenChildrenWhateverTheirOrder() {
        behaveLikeGoogle();
        var root = digest(0);
        var inner = digest(1);
        var leaf = digest(2);
        tags.putAll(Map.of("v1", root, "latest", root, "else", digest(9)));
        parents.putAll(Map.of(root, Set.of(), inner, Set.of(root), leaf, Set.of(inner, root)));

        var report = registry.deleteArtifact(
                new DeletionOrder("library/app", root, Set.of("v1", "latest"), List.of(leaf, inner)));

        assertTrue(report.isGone(), report::toString);
        assertEquals(Set.of("else"), tags.keySet());
        assertEquals(Map.of(), parents);
        assertEquals(1, face.requests("GET /v2/library/app/tags/list").size());
        assertEquals(2 + 1 + 3, face.requests("DELETE ").size());
    }

    @Test
    void childOfAnotherIndexStaysAndIsNamed() {
        behaveLikeGoogle();
        var shared = digest(2);
        parents.putAll(Map.of(digest(0), Set.of(), digest(1), Set.of(), shared, Set.of(digest(0), digest(1))));

        var report = registry.deleteArtifact(new DeletionOrder("library/app", digest(0), Set.of(), List.of(shared)));

        assertEquals(new Deletion.StillReferenced(), report.manifests().get(shared));
        assertTrue(parents.containsKey(shared));
    }

    @Test
    void tagThatGoogleKnowsAndItsListDoesNotIsNamed() {
        behaveLikeGoogle();
        face.on("GET", "/tags/list", Face.body(200, "{\"manifest\":{}}"));
        tags.put("hidden", digest(0));

        assertEquals(new Deletion.StillTagged(Set.of()), registry.deleteManifest("library/app", digest(0), Set.of()));
    }

    @Test
    void tagsThatCannotBeReadAreNoReasonToDelete() {
        face.on("GET", "/tags/list", Face.status(500));

        assertThrows(RegistryFault.class, () -> registry.deleteManifest("library/app", image.digest(), Set.of()));
        assertEquals(List.of(), face.requests("DELETE "));
    }
}

package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.breakwater.testkit.image.ArtifactGenerator;
import io.breakwater.testkit.image.GeneratedArtifact;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.image.TestManifest;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.registry.StoredManifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code copy} does with more than one image, with what is about an image, and with layers that may lie elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyOptionsIT {
    private static final TestImage IMAGE = TestImages.oci(31, 2, 500);
    private static final TestImage OTHER = TestImages.docker(32, 2, 500);
    private static final TestImage BROKEN = TestImages.oci(33, 2, 500);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path folder;
    private final RegistryProcess primary;
    private final RegistryProcess standby;
    private final RawPusher pusher;

    CopyOptionsIT(@TempDir Path folder) {
        this.folder = folder;
        primary = RegistryProcess.start(folder.resolve("primary"));
        standby = RegistryProcess.start(folder.resolve("standby"));
        pusher = new RawPusher(primary.url());
    }

    @BeforeEach
    void forgetWhatWasSaid() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    @AfterAll
    void stop() {
        pusher.close();
        standby.close();
        primary.close();
    }

    private static GeneratedArtifact generated(String kind, Predicate<GeneratedArtifact> more) {
        return ArtifactGenerator.of(34)
                .limit(500)
                .filter(artifact -> artifact.kind().equals(kind))
                .filter(more)
                .findFirst()
                .orElseThrow();
    }

    private String source(String repository) {
        return primary.host() + "/" + repository;
    }

    private String target(String repository) {
        return standby.host() + "/" + repository;
    }

    private Optional<String> tagged(String repository, String tag) {
        return standby.contents().digest(repository, tag);
    }

    /** One whose last layer is gone. */
    private void pushBroken(String repository, String tag) {
        pusher.push(repository, BROKEN, tag);
        assertTrue(primary.contents().collect(repository, lastBlob()));
    }

    private static String lastBlob() {
        return BROKEN.blobs().getLast().digest();
    }

    // ---- What is about an image

    @Test
    void referrersComeAlongIfTheyAreAskedFor() throws IOException {
        var referred = generated("referrers", artifact -> artifact.manifests().size() > 3);
        pusher.push("library/referred", referred);
        var image = source("library/referred:" + referred.tag());
        var list = referred.root().digest().replace(':', '-');
        // All but the image and the list of them.
        var referrers = referred.manifests().size() - 2;

        assertEquals(0, copy(image, target("bare/app")).path("referrers").intValue());
        assertEquals(1, standby.contents().manifests("bare/app").size());

        var outcome = copy("--referrers", image, target("with/app"));

        assertEquals(referrers, outcome.path("referrers").intValue(), outcome::toString);
        assertTrue(outcome.path("bytesSent").longValue() > 0, outcome::toString);
        assertTrue(tagged("with/app", list).isPresent());
        var there = digests("with/app");
        referred.manifests().stream()
                .filter(manifest -> !manifest.equals(referred.tags().get(list)))
                .forEach(manifest -> assertTrue(there.contains(manifest.digest()), manifest::toString));

        assertEquals(0, run("copy", "--referrers", image, target("with/app")), err::toString);
        assertTrue(out.toString().contains(" is there already: "), out::toString);
        assertTrue(out.toString().contains(", " + referrers + " referrers,"), out::toString);
    }

    private Set<String> digests(String repository) {
        return standby.contents().manifests(repository).stream()
                .map(StoredManifest::digest)
                .collect(Collectors.toSet());
    }

    // ---- Layers that may lie elsewhere

    @Test
    void foreignLayersAreCopiedUnlessTheyAreToBeLeftOut() throws IOException {
        var foreign = generated("foreign-layer", CopyOptionsIT::hasItsForeignLayer);
        pusher.push("library/foreign", foreign);
        var image = source("library/foreign:" + foreign.tag());
        var layer = foreign.foreign().iterator().next();

        var with = copy(image, target("foreign/with"));
        var without = copy("--skip-foreign-layers", image, target("foreign/without"));

        assertEquals(with.path("digest"), without.path("digest"));
        assertTrue(standby.contents().hasBlob("foreign/with", layer));
        assertFalse(standby.contents().hasBlob("foreign/without", layer));
        assertEquals(Optional.of(foreign.root().digest()), tagged("foreign/without", foreign.tag()));
    }

    private static boolean hasItsForeignLayer(GeneratedArtifact artifact) {
        return artifact.blobs().stream().anyMatch(blob -> artifact.foreign().contains(blob.digest()));
    }

    @Test
    void foreignLayerThatTheSourceHasNotGotIsNoFailure() throws IOException {
        var foreign = generated("foreign-layer", artifact -> !hasItsForeignLayer(artifact));
        pusher.push("library/elsewhere", foreign);

        copy(source("library/elsewhere:" + foreign.tag()), target("foreign/elsewhere"));

        assertEquals(Optional.of(foreign.root().digest()), tagged("foreign/elsewhere", foreign.tag()));
    }

    // ---- Several images

    @Test
    void eachImageOfSeveralHasItsOutcomeInTheirOrderAndOneFailureIsTheExitCode() throws IOException {
        pusher.push("library/one", IMAGE, "v1");
        pusher.push("library/two", OTHER, "v1");
        pushBroken("library/broken", "v1");
        var gone = RegistryProcess.start(folder.resolve("gone"));
        gone.close();
        copy(source("library/two:v1"), target("mixed/two"));
        forgetWhatWasSaid();

        var code = run(
                "copy",
                "-o",
                "json",
                source("library/broken:v1"),
                source("library/one:v1"),
                gone.host() + "/library/away:v1",
                source("library/two:v1"),
                target("mixed/"));

        assertEquals(1, code);
        assertEquals("", err.toString());
        assertEquals(List.of("failed", "copied", "failed", "already-present"), members("result"));
        assertEquals(
                List.of(
                        target("mixed/broken:v1"),
                        target("mixed/one:v1"),
                        target("mixed/away:v1"),
                        target("mixed/two:v1")),
                members("target"));
        assertEquals(1, json().path("copied").intValue());
        assertEquals(1, json().path("alreadyPresent").intValue());
        assertEquals(2, json().path("failed").intValue());
        assertTrue(json().path("bytesSent").longValue() > 0);
        assertFailure(json().path("images").path(0), "its blob " + lastBlob() + " is not there");
        assertFailure(json().path("images").path(2), gone.host());
        assertEquals(Optional.empty(), tagged("mixed/broken", "v1"));
        assertEquals(Optional.of(IMAGE.root().digest()), tagged("mixed/one", "v1"));
    }

    private static void assertFailure(JsonNode outcome, String because) {
        assertTrue(outcome.path("message").asText().contains(because), outcome::toString);
        var members = new ArrayList<String>();
        outcome.fieldNames().forEachRemaining(members::add);
        assertEquals(List.of("result", "source", "target", "code", "message", "mend"), members);
    }

    @Test
    void aPersonReadsALineForEachAndOneForAll() {
        pusher.push("library/read", IMAGE, "v1");
        pushBroken("library/unread", "v1");

        var code = run("copy", source("library/read:v1"), source("library/unread:v1"), target("lines/"));

        assertEquals(1, code);
        var lines = out.toString().lines().toList();
        assertEquals(3, lines.size(), out::toString);
        assertTrue(lines.getFirst().startsWith(target("lines/read:v1") + " copied "), out::toString);
        assertTrue(lines.get(1).startsWith(target("lines/unread:v1") + " failed: "), out::toString);
        assertTrue(lines.getLast().startsWith("2 images: 1 copied, 0 there already, 1 failed; "), out::toString);
    }

    // ---- All tags

    @Test
    void everyTagIsCopiedThoughOneFailsAndASecondRunFindsTheOthersThere() throws IOException {
        pusher.push("library/tags", IMAGE, "v1");
        pusher.putManifest("library/tags", IMAGE.root(), "latest");
        pusher.push("library/tags", OTHER, "v2");
        pushBroken("library/tags", "broken");

        var first = run("copy", "-o", "json", "--all-tags", source("library/tags"), target("all/tags"));

        assertEquals(1, first);
        assertEquals(3, json().path("copied").intValue(), out::toString);
        assertEquals(1, json().path("failed").intValue(), out::toString);
        assertEquals(digest(IMAGE.root()), tagged("all/tags", "v1"));
        assertEquals(digest(IMAGE.root()), tagged("all/tags", "latest"));
        assertEquals(digest(OTHER.root()), tagged("all/tags", "v2"));
        assertEquals(Optional.empty(), tagged("all/tags", "broken"));

        pusher.pushBlob("library/tags", BROKEN.blobs().getLast());
        forgetWhatWasSaid();
        assertEquals(
                0, run("copy", "-o", "json", "--all-tags", source("library/tags"), target("all/tags")), err::toString);
        assertEquals(3, json().path("alreadyPresent").intValue(), out::toString);
        assertEquals(digest(BROKEN.root()), tagged("all/tags", "broken"));
    }

    private static Optional<String> digest(TestManifest manifest) {
        return Optional.of(manifest.digest());
    }

    @Test
    void allTagsOfSeveralRepositoriesGoBelowASlash() throws IOException {
        pusher.push("library/left", IMAGE, "v1");
        pusher.push("library/right", OTHER, "v1");
        pusher.push("library/right", IMAGE, "v2");

        var code = run(
                "copy", "-o", "json", "--all-tags", source("library/left"), source("library/right"), target("both/"));

        assertEquals(0, code, err::toString);
        assertEquals(
                Set.of(target("both/left:v1"), target("both/right:v1"), target("both/right:v2")),
                Set.copyOf(members("target")));
    }

    @Test
    void allTagsOfOneWithATagOrADigestAreRefused() {
        var tagged = source("library/x:v1");
        var pinned = source("library/x@" + IMAGE.root().digest());

        assertEquals(2, run("copy", "--all-tags", tagged, target("x")));
        assertEquals(2, run("copy", "--all-tags", pinned, target("x")));
        assertEquals(2, run("copy", "--all-tags", source("library/x"), target("x:v1")));
        assertEquals(3, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains("'" + pinned + "': --all-tags copies every tag"), err::toString);
    }

    @Test
    void allTagsOfARepositoryThatIsNotThereAreAFailureThatNamesIt() {
        assertEquals(1, run("copy", "--all-tags", source("library/nowhere"), target("nowhere")));
        assertTrue(out.toString().contains("list tags of library/nowhere at " + primary.host()), out::toString);
        assertEquals("", err.toString());
    }

    private List<String> members(String name) throws IOException {
        return StreamSupport.stream(json().path("images").spliterator(), false)
                .map(image -> image.path(name).asText())
                .toList();
    }

    private JsonNode copy(String... arguments) throws IOException {
        out.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of("copy", "-o", "json"));
        all.addAll(List.of(arguments));
        assertEquals(0, run(all.toArray(String[]::new)), err::toString);
        var outcome = json();
        out.getBuffer().setLength(0);
        return outcome;
    }

    private JsonNode json() throws IOException {
        return new JsonMapper().readTree(out.toString());
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}

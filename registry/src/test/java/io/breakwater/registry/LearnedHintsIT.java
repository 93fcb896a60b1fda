package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.deletion.Deletion;
import io.breakwater.registry.manifest.Manifest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a copier has learned of a target saves requests to the copies after it. */
class LearnedHintsIT extends CountedCopies {
    LearnedHintsIT() throws IOException {}

    @Test
    void whatATagLacksOfItsNextVersionIsAskedInOneRequestWhereTheRegistryTellsIt() {
        push("moving", "latest", IMAGE, CONFIG, LAYER);
        copy("moving", "latest", IMAGE);
        var copier = copier();
        learnThatTheTargetTellsWhatItLacks(copier);
        var next = Images.image(CONFIG, LAYER, OTHER);
        push("moving", "latest", next, OTHER);

        copy(copier, order("moving", "latest", next));

        assertEquals(
                List.of("HEAD manifests", "PUT manifests", "POST blobs", "PUT blobs", "PUT manifests"),
                verbs(targetFace));
    }

    @Test
    void largeBlobIsAskedForWhereMountsIntoItselfAreNotKnownToBeHonoured() {
        var large = Blob.random(78, 1 << 20);
        var image = Images.image(large);
        push("large", "v1", image, large);

        copy(copier(), order("large", "v1", image).expectingNew());

        assertEquals(List.of("HEAD blobs", "POST blobs", "PUT blobs", "PUT manifests"), verbs(targetFace));
    }

    @Test
    void whetherMountsIntoItselfAreHonouredIsFoundOutOnce() {
        push("tiny", "v1", IMAGE, CONFIG, LAYER);
        var copier = copier();
        copy(copier, order("tiny", "v1", IMAGE));
        var large = List.of(Blob.random(79, 1 << 20), Blob.random(80, 1 << 20));
        var image = Images.image(large.get(0), large.get(1));
        push("large-two", "v1", image, large.get(0), large.get(1));

        copy(copier, order("large-two", "v1", image).expectingNew());

        assertEquals(
                List.of("POST blobs", "POST blobs", "PUT blobs", "POST blobs", "PUT blobs", "PUT manifests"),
                verbs(targetFace));
    }

    /** Nothing is known and all blobs come at once: the small one goes ahead, and with it the target is tried. */
    @Test
    void largeLayersOfTheFirstImageAreNotAskedForOneByOne() {
        var layers = largeBlobs(100, 5);
        var image = Images.image(CONFIG, layers);
        push("first", "v1", image, with(CONFIG, layers));
        var copier = parallelCopier();

        copy(copier, order("first", "v1", image).expectingNew());

        assertEquals(2 * 6 + 1 + 1, targetFace.seen().size());
        assertEquals(List.of(), targetFace.requests("HEAD "));
        var next = Images.image(OTHER, largeBlobs(110, 3));
        push("next", "v1", next, with(OTHER, largeBlobs(110, 3)));
        copy(copier, order("next", "v1", next).expectingNew());
        assertEquals(2 * 4 + 1, targetFace.seen().size());
    }

    @Test
    void targetThatIgnoresMountsIntoItselfIsTriedOnceAndSentNothingLargeTwice() {
        targetFace.on("POST", "/v2/ignoring/blobs/uploads/?mount=", targetFace.withoutQuery());
        var layers = largeBlobs(120, 4);
        Images.push(target, "ignoring", "v0", Images.image(CONFIG, layers), with(CONFIG, layers));
        var next = Images.image(OTHER, layers);
        push("ignoring", "v1", next, with(OTHER, layers));

        var report = copy(parallelCopier(), order("ignoring", "v1", next).expectingNew());

        assertEquals(1, report.blobsSent());
        assertEquals(
                List.of(
                        "POST blobs",
                        "PUT blobs",
                        "POST blobs",
                        "DELETE blobs",
                        "HEAD blobs",
                        "HEAD blobs",
                        "HEAD blobs",
                        "HEAD blobs",
                        "PUT manifests"),
                verbs(targetFace));
    }

    @Test
    void targetThatIgnoresMountsIntoItselfIsAskedInstead() {
        targetFace.first(3, "POST", "?mount=", targetFace.withoutQuery());
        push("small", "v2", IMAGE, CONFIG, LAYER);
        var copier = copier();
        copy(copier, order("small", "v2", IMAGE));
        var large = Blob.random(81, 1 << 20);
        push("large-one", "v1", Images.image(large), large);
        copy(copier, order("large-one", "v1", Images.image(large)));
        var next = Images.image(large, OTHER);
        push("large-one", "v2", next, OTHER);

        copy(copier, order("large-one", "v2", next));

        assertEquals(
                List.of("HEAD manifests", "HEAD blobs", "POST blobs", "PUT blobs", "PUT manifests"), verbs(targetFace));
    }

    @Test
    void imageThatWasJustCopiedTakesNoRequest() {
        push("known", "v1", IMAGE, CONFIG, LAYER);
        var copier = copier();
        copy(copier, order("known", "v1", IMAGE));

        var report = copy(copier, order("known", "v1", IMAGE).expectingNew());

        assertEquals(0, report.requests());
    }

    @Test
    void whoOrdersWithoutAnEventIsAnsweredByTheTargetItself() {
        push("repaired", "v1", IMAGE, CONFIG, LAYER);
        var copier = copier();
        copy(copier, order("repaired", "v1", IMAGE));

        copy(copier, order("repaired", "v1", IMAGE));

        assertEquals(List.of("HEAD manifests"), verbs(targetFace));
    }

    /** As a repair or a replay orders it, seconds after it was brought there: the target has lost even the blobs. */
    @Test
    void imageThatSomebodyDeletedIsCopiedAgainForWhoOrdersWithoutAnEvent() throws IOException {
        push("deleted", "v1", IMAGE, CONFIG, LAYER);
        var copier = copier();
        copy(copier, order("deleted", "v1", IMAGE));
        delete("deleted", IMAGE);
        targetProcess.loseBlob("deleted", LAYER.digest());

        assertInstanceOf(CopyResult.Copied.class, copier.copy(order("deleted", "v1", IMAGE)));

        assertEquals(
                IMAGE.digest(),
                target.headManifest("deleted", "v1").orElseThrow().digest());
        assertTrue(target.hasBlob("deleted", LAYER.digest()));
    }

    @Test
    void indexThatSomebodyDeletedIsCopiedAgainWithAllBelowIt() throws IOException {
        var layer = Blob.random(150, 1_000);
        var child = Images.image(CONFIG, layer);
        var index = Images.index(child);
        push("deleted/index", "child", child, CONFIG, layer);
        push("deleted/index", "v1", index);
        var copier = copier();
        copy(copier, order("deleted/index", "v1", index));
        delete("deleted/index", index);
        delete("deleted/index", child);
        targetProcess.loseBlob("deleted/index", layer.digest());

        assertInstanceOf(CopyResult.Copied.class, copier.copy(order("deleted/index", "v1", index)));

        assertTrue(
                target.headManifest("deleted/index", child.digest().toString()).isPresent());
        assertTrue(target.hasBlob("deleted/index", layer.digest()));
    }

    /** Without a tag it would be known by its digest alone. */
    @Test
    void manifestThatSomebodyDeletedIsCopiedAgainByItsDigest() throws IOException {
        push("deleted/untagged", "v1", IMAGE, CONFIG, LAYER);
        var copier = copier();
        var order = new CopyOrder(
                "deleted/untagged",
                IMAGE.digest(),
                "deleted/untagged",
                Optional.empty(),
                TagGate.ALWAYS,
                CopyListener.SILENT);
        copier.copy(order);
        delete("deleted/untagged", IMAGE);

        assertInstanceOf(CopyResult.Copied.class, copier.copy(order));

        assertTrue(target.headManifest("deleted/untagged", IMAGE.digest().toString())
                .isPresent());
    }

    /** Past the copier, as anybody with the right to do it would. */
    private void delete(String repository, Manifest manifest) {
        try (var somebody = new Registry(targetProcess.config())) {
            assertInstanceOf(
                    Deletion.Deleted.class,
                    somebody.deleteManifest(repository, manifest.digest(), Set.of("v1", "child")));
        }
    }

    @Test
    void newTagForAKnownManifestTakesOneRequest() {
        push("retag", "v1", IMAGE, CONFIG, LAYER);
        var copier = copier();
        copy(copier, order("retag", "v1", IMAGE));

        copy(copier, order("retag", "v2", IMAGE).expectingNew());

        assertEquals(List.of(), verbs(sourceFace));
        assertEquals(List.of("PUT manifests"), verbs(targetFace));
    }

    @Test
    void blobsThatAreKnownToBeThereTakeNoRequest() {
        push("versions", "v1", IMAGE, CONFIG, LAYER);
        var next = Images.image(CONFIG, LAYER, OTHER);
        push("versions", "v2", next, OTHER);
        var copier = copier();
        copy(copier, order("versions", "v1", IMAGE));

        copy(copier, order("versions", "v2", next).expectingNew());

        assertEquals(List.of("GET manifests", "GET blobs"), verbs(sourceFace));
        assertEquals(List.of("POST blobs", "PUT blobs", "PUT manifests"), verbs(targetFace));
    }

    private void learnThatTheTargetTellsWhatItLacks(Copier copier) {
        var blob = Blob.random(77, 100);
        var image = Images.image(blob);
        push("lesson", "v1", image, blob);
        targetFace.first(
                1,
                "POST",
                "lesson/blobs/uploads/?mount=sha256%3A" + blob.digest().hex(),
                Face.status(201));
        copier.copy(order("lesson", "v1", image));
    }
}

package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How many requests a copy takes, as both ends count them; and in which order they come. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyRequestsIT {
    private static final Blob CONFIG = Blob.of("{}");
    private static final Blob LAYER = Blob.random(1, 20_000);
    private static final Blob OTHER = Blob.random(2, 20_000);
    private static final Manifest IMAGE = Images.image(CONFIG, LAYER);

    private final RegistryProcess sourceProcess = new RegistryProcess();
    private final RegistryProcess targetProcess = new RegistryProcess();
    private final Face sourceFace = Face.of(sourceProcess);
    private final Face targetFace = Face.of(targetProcess);
    private final Registry source = new Registry(sourceFace.config());
    private final Registry target = new Registry(targetFace.config());

    CopyRequestsIT() throws IOException {}

    @AfterAll
    void close() {
        source.close();
        target.close();
        sourceFace.close();
        targetFace.close();
        sourceProcess.close();
        targetProcess.close();
    }

    @BeforeEach
    void forget() {
        sourceFace.forget();
        targetFace.forget();
    }

    private void push(String repository, String tag, Manifest manifest, Blob... blobs) {
        Images.push(source, repository, tag, manifest, blobs);
        forget();
    }

    /** A new one for each, so that none knows what another has learned. */
    private Copier copier() {
        return new Copier(source, target, CopyLimits.defaults().withParallelBlobs(1));
    }

    private static CopyOrder order(String repository, String tag, Manifest root) {
        return new CopyOrder(
                repository, root.digest(), repository, Optional.of(tag), TagGate.ALWAYS, CopyListener.SILENT);
    }

    private CopyReport copy(String repository, String tag, Manifest root) {
        return copy(copier(), order(repository, tag, root));
    }

    /** What it reports is what both ends have seen. */
    private CopyReport copy(Copier copier, CopyOrder order) {
        forget();
        var report = copier.copy(order).report();
        assertEquals(sourceFace.seen().size() + targetFace.seen().size(), report.requests());
        return report;
    }

    private static List<String> verbs(Face face) {
        return face.seen().stream()
                .map(seen -> seen.method() + " " + seen.path().split("/", -1)[3].replaceAll("\\?.*", ""))
                .toList();
    }

    @Test
    void imageThatIsThereTakesOneRequest() {
        push("there", "v1", IMAGE, CONFIG, LAYER);
        copy("there", "v1", IMAGE);

        copy("there", "v1", IMAGE);

        assertEquals(List.of("HEAD manifests"), verbs(targetFace));
        assertEquals(List.of(), verbs(sourceFace));
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

    @Test
    void newImageTakesTwoRequestsForEachBlobAndOneAtTheTarget() {
        push("new", "v1", IMAGE, CONFIG, LAYER);

        copy(copier(), order("new", "v1", IMAGE).expectingNew());

        assertEquals(List.of("GET manifests", "GET blobs", "GET blobs"), verbs(sourceFace));
        assertEquals(List.of("POST blobs", "PUT blobs", "POST blobs", "PUT blobs", "PUT manifests"), verbs(targetFace));
    }

    @Test
    void imageThatMayBeThereTakesOneRequestMore() {
        push("perhaps", "v1", IMAGE, CONFIG, LAYER);

        copy("perhaps", "v1", IMAGE);

        assertEquals(
                List.of("HEAD manifests", "POST blobs", "PUT blobs", "POST blobs", "PUT blobs", "PUT manifests"),
                verbs(targetFace));
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
    void blobsOfAnotherRepositoryTakeOneRequestEachAndNoneAtTheSource() {
        push("base", "v1", IMAGE, CONFIG, LAYER);
        var next = Images.image(CONFIG, LAYER, OTHER);
        push("derived", "v1", next, CONFIG, LAYER, OTHER);
        var copier = copier();
        copy(copier, order("base", "v1", IMAGE));

        var report = copy(copier, order("derived", "v1", next).expectingNew());

        assertEquals(2, report.blobsMounted());
        assertEquals(List.of("GET manifests", "GET blobs"), verbs(sourceFace));
        assertEquals(
                List.of("POST blobs", "POST blobs", "POST blobs", "PUT blobs", "PUT manifests"), verbs(targetFace));
    }

    @Test
    void newIndexTakesTwoRequestsForEachBlobAndOneForEachManifest() {
        var one = Images.image(CONFIG, LAYER);
        var two = Images.image(CONFIG, OTHER);
        push("platforms", "one", one, CONFIG, LAYER);
        push("platforms", "two", two, OTHER);
        var index = Images.index(one, two);
        push("platforms", "v1", index);

        copy(copier(), order("platforms", "v1", index).expectingNew());

        assertEquals(1 + 2 + 3, sourceFace.seen().size());
        assertEquals(2 * 3 + 2 + 1, targetFace.seen().size());
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
    void contentThatAManifestBringsAlongIsNotFetched() {
        var empty = Blob.of("{}").entry("application/vnd.oci.empty.v1+json").replaceAll("}$", ",\"data\":\"e30=\"}");
        var wrong = OTHER.entry(Images.OCI_LAYER).replaceAll("}$", ",\"data\":\"e30=\"}");
        var image = Images.manifest(
                MediaType.OCI_MANIFEST, "{\"schemaVersion\":2,\"config\":" + empty + ",\"layers\":[" + wrong + "]}");
        push("inline", "v1", image, Blob.of("{}"), OTHER);

        var report = copy(copier(), order("inline", "v1", image).expectingNew());

        assertEquals(List.of("GET manifests", "GET blobs"), verbs(sourceFace));
        assertEquals(image.size() + 20_000L, report.bytesRead());
        assertEquals(image.size() + 20_002L, report.bytesSent());
    }

    @Test
    void planForetellsRequestsAndBytesAndChangesNothing() {
        push("plan", "v1", IMAGE, CONFIG, LAYER);
        copy("plan", "v1", IMAGE);
        var next = Images.image(CONFIG, LAYER, OTHER);
        push("plan", "v2", next, OTHER);
        forget();

        var plan = copier().plan(order("plan", "v2", next));

        assertTrue(targetFace.seen().stream().allMatch(seen -> seen.method().equals("HEAD")));
        assertEquals(20_000, plan.bytesToSend());
        assertEquals(2, plan.present().size());
        copy("plan", "v2", next);
        assertEquals(sourceFace.seen().size(), plan.sourceRequests());
        assertEquals(targetFace.seen().size(), plan.targetRequests());
        assertTrue(copier().plan(order("plan", "v2", next)).there());
    }

    @Test
    void tagIsResolvedByReadingWhatWillBeCopied() {
        push("tagged", "v1", IMAGE, CONFIG, LAYER);
        forget();
        var copier = copier();

        copier.copy(copier.order("tagged", "v1", "tagged", "v1").orElseThrow());

        assertEquals(List.of("GET manifests", "GET blobs", "GET blobs"), verbs(sourceFace));
        assertEquals(
                List.of("HEAD manifests", "POST blobs", "PUT blobs", "POST blobs", "PUT blobs", "PUT manifests"),
                verbs(targetFace));
    }

    @Test
    void tagThatIsThereTakesOneRequestAtEachEnd() {
        push("tagged/there", "v1", IMAGE, CONFIG, LAYER);
        copy("tagged/there", "v1", IMAGE);
        forget();
        var copier = copier();

        copier.copy(copier.order("tagged/there", "v1", "tagged/there", "v1").orElseThrow());

        assertEquals(1, sourceFace.seen().size());
        assertEquals(1, targetFace.seen().size());
        assertTrue(sourceFace.seen().getFirst().method().equals("HEAD"));
    }

    @Test
    void tagThatIsNotAtTheSourceIsNoOrder() {
        assertEquals(Optional.empty(), copier().order("nowhere", "v1", "nowhere", "v1"));
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
    void childThatIsThereIsSkippedWithItsBlobs() {
        push("child", "v1", IMAGE, CONFIG, LAYER);
        copy("child", "v1", IMAGE);
        var other = Images.image(CONFIG, OTHER);
        push("child", "other", other, OTHER);
        var index = Images.index(IMAGE, other);
        push("child", "index", index);

        var report = copy("child", "index", index);

        assertEquals(2, report.manifestsSent());
        assertEquals(1, report.blobsSent());
        assertEquals(1, report.blobsSkipped());
        assertEquals(List.of(), sourceFace.requests(IMAGE.digest().toString()));
        assertEquals(List.of(), targetFace.requests(LAYER.digest().toString()));
    }

    @Test
    void blobsThatAreThereAreNotSent() {
        push("layers", "v1", IMAGE, CONFIG, LAYER);
        copy("layers", "v1", IMAGE);
        var next = Images.image(CONFIG, LAYER, OTHER);
        push("layers", "v2", next, OTHER);

        var report = copy("layers", "v2", next);

        assertEquals(2, report.blobsSkipped());
        assertEquals(1, report.blobsSent());
        assertEquals(1 + 1, sourceFace.seen().size());
    }

    @Test
    void sameBlobInTwoChildrenIsSentOnce() {
        var one = Images.image(CONFIG, LAYER);
        var two = Images.image(LAYER, CONFIG);
        push("twice", "one", one, CONFIG, LAYER);
        push("twice", "two", two);
        var index = Images.index(one, two);
        push("twice", "v1", index);

        var report = copy("twice", "v1", index);

        assertEquals(2, report.blobsSent());
        assertEquals(1, sourceFace.requests("blobs/" + LAYER.digest()).size());
    }

    @Test
    void childrenComeBeforeParentsAndBlobsBeforeManifests() {
        var one = Images.image(CONFIG, LAYER);
        var two = Images.image(CONFIG, OTHER);
        var inner = Images.index(two);
        var outer = Images.index(inner, one);
        push("order", "one", one, CONFIG, LAYER);
        push("order", "two", two, OTHER);
        push("order", "inner", inner);
        push("order", "v1", outer);

        copy("order", "v1", outer);

        var puts = targetFace.seen().stream()
                .filter(seen -> seen.method().equals("PUT"))
                .map(Face.Seen::path)
                .toList();
        var manifests =
                puts.stream().filter(path -> path.contains("/manifests/")).toList();
        assertTrue(puts.subList(0, 3).stream().allMatch(path -> path.contains("/blobs/")));
        assertEquals(4, manifests.size());
        assertTrue(index(manifests, two) < index(manifests, inner));
        assertTrue(manifests.getLast().endsWith("/v1"));
        assertEquals(7, puts.size());
    }

    private static int index(List<String> paths, Manifest manifest) {
        return Stream.iterate(0, i -> i + 1)
                .limit(paths.size())
                .filter(i -> paths.get(i).endsWith(manifest.digest().toString()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void harborSeesItsOwnUserAgentSoThatPullsDoNotEcho() {
        push("agent", "v1", IMAGE, CONFIG, LAYER);

        copy("agent", "v1", IMAGE);

        assertTrue(sourceFace.seen().stream()
                .allMatch(seen ->
                        List.of("harbor-registry-client").equals(seen.headers().get("User-agent"))));
    }
}

package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many requests a copy takes, as both ends count them; and in which order they come. */
class CopyRequestsIT extends CountedCopies {
    CopyRequestsIT() throws IOException {}

    @Test
    void imageThatIsThereTakesOneRequest() {
        push("there", "v1", IMAGE, CONFIG, LAYER);
        copy("there", "v1", IMAGE);

        copy("there", "v1", IMAGE);

        assertEquals(List.of("HEAD manifests"), verbs(targetFace));
        assertEquals(List.of(), verbs(sourceFace));
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
    void planForetellsHowTheTargetIsTriedWhereLayersAreLarge() {
        var layers = largeBlobs(130, 3);
        var image = Images.image(CONFIG, layers);
        push("plan/large", "v1", image, with(CONFIG, layers));

        var plan = copier().plan(order("plan/large", "v1", image));

        assertEquals(2 * 4 + 1 + 2, plan.targetRequests());
        forget();
        copy(parallelCopier(), order("plan/large", "v1", image));
        assertEquals(plan.targetRequests(), targetFace.seen().size());
        var onlyLayers = Images.image(layers[0], largeBlobs(140, 1));
        push("plan/large", "v2", onlyLayers, with(layers[0], largeBlobs(140, 1)));
        var next = copier().plan(order("plan/large", "v2", onlyLayers));
        copy(copier(), order("plan/large", "v2", onlyLayers));
        assertEquals(next.targetRequests(), targetFace.seen().size());
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

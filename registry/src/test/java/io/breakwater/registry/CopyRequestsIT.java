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

    private CopyReport copy(String repository, String tag, Manifest root) {
        var order = new CopyOrder(
                repository, root.digest(), repository, Optional.of(tag), TagGate.ALWAYS, CopyListener.SILENT);
        // A new copier for each, so that none knows blobs of another repository to mount.
        var report = new Copier(source, target, CopyLimits.defaults().withParallelBlobs(1))
                .copy(order)
                .report();
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
        forget();

        copy("there", "v1", IMAGE);

        assertEquals(List.of("HEAD manifests"), verbs(targetFace));
        assertEquals(List.of(), verbs(sourceFace));
    }

    @Test
    void newImageTakesThreeRequestsForEachBlobAtTheTarget() {
        push("new", "v1", IMAGE, CONFIG, LAYER);

        copy("new", "v1", IMAGE);

        assertEquals(List.of("GET manifests", "GET blobs", "GET blobs"), verbs(sourceFace));
        assertEquals(
                List.of(
                        "HEAD manifests",
                        "HEAD manifests",
                        "HEAD blobs",
                        "POST blobs",
                        "PUT blobs",
                        "HEAD blobs",
                        "POST blobs",
                        "PUT blobs",
                        "PUT manifests"),
                verbs(targetFace));
    }

    @Test
    void newTagForWhatIsThereTakesFourRequests() {
        push("retag", "v1", IMAGE, CONFIG, LAYER);
        copy("retag", "v1", IMAGE);
        forget();

        var report = copy("retag", "v2", IMAGE);

        assertEquals(4, report.requests());
        assertEquals(List.of("HEAD manifests", "HEAD manifests", "PUT manifests"), verbs(targetFace));
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

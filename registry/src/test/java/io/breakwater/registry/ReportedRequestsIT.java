package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.registry.copy.CopyEvent;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.manifest.ReferrersIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report says was asked and moved is what both ends have seen, whatever the copy had to do. */
class ReportedRequestsIT extends CountedCopies {
    ReportedRequestsIT() throws IOException {}

    private int seen() {
        return sourceFace.seen().size() + targetFace.seen().size();
    }

    private CopyReport copyTag(String repository) {
        var copier = copier();
        return copier.copy(copier.order(repository, "v1", repository, "v1").orElseThrow())
                .report();
    }

    @Test
    void whatATagMeansIsAskedForToo() {
        push("resolved", "v1", IMAGE, CONFIG, LAYER);

        var report = copyTag("resolved");

        assertEquals(seen(), report.requests());
        assertEquals(IMAGE.size() + CONFIG.bytes().length + 20_000L, report.bytesRead());
    }

    @Test
    void tagThatIsThereIsAskedForAtBothEnds() {
        push("resolved/there", "v1", IMAGE, CONFIG, LAYER);
        copyTag("resolved/there");
        forget();

        var report = copyTag("resolved/there");

        assertEquals(2, report.requests());
        assertEquals(2, seen());
        assertEquals(0, report.bytesRead());
    }

    @Test
    void blobThatHadToBeBroughtTwiceCountsOnce() {
        push("refused", "v1", IMAGE, CONFIG, LAYER);
        targetFace.first(
                1,
                "POST",
                "refused/blobs/uploads/?mount=sha256%3A" + LAYER.digest().hex(),
                Face.status(201));

        var report = copy("refused", "v1", IMAGE);

        assertEquals(2, targetFace.requests("PUT /v2/refused/manifests/").size(), "it was refused once");
        assertEquals(List.of(0, 0, 2), blobs(report));
        assertEquals(1, report.manifestsSent());
    }

    private static List<Integer> blobs(CopyReport report) {
        return List.of(report.blobsMounted(), report.blobsSkipped(), report.blobsSent());
    }

    @Test
    void listsOfReferrersAreAskedForAndWritten() {
        var signature = about(IMAGE, "signature");
        push("signed", "v1", IMAGE, CONFIG, LAYER);
        push("signed", signature.digest().toString(), signature);
        push("signed", ReferrersIndex.tag(IMAGE.digest()), ReferrersIndex.of(signature));
        var copier = copier();
        copier.copy(order("signed", "v1", IMAGE));
        forget();

        var ended = new ArrayList<CopyReport>();
        var result = copier.copyReferrers(order("signed", "v1", IMAGE).telling(event -> {
            if (event instanceof CopyEvent.Ended(var report)) {
                ended.add(report);
            }
        }));

        assertEquals(seen(), result.report().requests());
        assertEquals(
                result.report().requests(),
                ended.stream().mapToInt(CopyReport::requests).sum(),
                "who listens hears of all of it");
        assertEquals(2, result.report().manifestsSent(), "the signature, and the list");
        assertEquals(
                1,
                sourceFace
                        .requests("GET /v2/signed/manifests/" + signature.digest())
                        .size());
        assertEquals(
                signature.size() + ReferrersIndex.of(signature).size(),
                result.report().bytesSent());
    }

    @Test
    void listThatCannotBeReadHasItsRequestsReportedToo() {
        push("unlisted", "v1", IMAGE, CONFIG, LAYER);
        push("unlisted", ReferrersIndex.tag(IMAGE.digest()), Images.image(CONFIG), CONFIG);
        var copier = copier();
        copier.copy(order("unlisted", "v1", IMAGE));
        forget();

        var ended = new ArrayList<CopyReport>();
        assertThrows(
                ArtifactFault.class,
                () -> copier.copyReferrers(order("unlisted", "v1", IMAGE).telling(event -> {
                    if (event instanceof CopyEvent.Ended(var report)) {
                        ended.add(report);
                    }
                })));

        assertEquals(seen(), ended.stream().mapToInt(CopyReport::requests).sum());
    }

    private static Manifest about(Manifest subject, String type) {
        return Images.manifest(
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST
                        + "\",\"artifactType\":\"application/x." + type + "\",\"config\":"
                        + CONFIG.entry(Images.OCI_CONFIG) + ",\"layers\":[],\"subject\":" + Images.entry(subject)
                        + "}");
    }
}

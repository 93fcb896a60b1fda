package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.copy.CopyResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A blob that breaks off is read on from there; one that breaks off at the target is asked for, then sent again. */
class ResumeIT extends HostilePair {
    ResumeIT() throws IOException {}

    private static Face.Reply cutAfter(int bytes) {
        return exchange -> {
            exchange.sendResponseHeaders(200, LAYER.bytes().length);
            exchange.getResponseBody().write(LAYER.bytes(), 0, bytes);
        };
    }

    private List<Optional<String>> ranges() {
        return sourceFace.seen().stream()
                .filter(seen ->
                        seen.path().endsWith(layerPath()) && seen.headers().containsKey("Authorization"))
                .map(seen -> Optional.ofNullable(seen.headers().get("Range")).map(List::getFirst))
                .toList();
    }

    private long uploads() {
        return targetFace.seen().stream()
                .filter(seen -> seen.method().equals("PUT")
                        && seen.path().contains(LAYER.digest().hex()))
                .count();
    }

    @Test
    void blobThatBreaksOffIsReadOnFromThere() {
        sourceFace.first(1, "GET", layerPath(), cutAfter(100_000));

        var result = assertInstanceOf(CopyResult.Copied.class, copy());

        assertEquals(List.of(Optional.empty(), Optional.of("bytes=100000-")), ranges());
        assertEquals(1, uploads(), "the upload goes on");
        assertEquals(IMAGE.size() + 300_002L, result.report().bytesRead());
    }

    @Test
    void blobThatStandsStillIsReadOnFromThere() {
        sourceFace.first(1, "GET", layerPath(), exchange -> {
            exchange.sendResponseHeaders(200, LAYER.bytes().length);
            exchange.getResponseBody().write(LAYER.bytes(), 0, 100_000);
            exchange.getResponseBody().flush();
            waitForTheEnd();
        });

        var impatient = config(sourceFace).withIdleTimeout(Duration.ofSeconds(3));
        assertInstanceOf(CopyResult.Copied.class, copy(impatient, config(targetFace)));

        assertEquals(List.of(Optional.empty(), Optional.of("bytes=100000-")), ranges());
    }

    @Test
    void blobThatBreaksOffAgainAndAgainArrivesAsLongAsItMovesOn() {
        sourceFace.first(1, "GET", layerPath(), cutAfter(70_000));
        for (int from = 70_000; from < 280_000; from += 70_000) {
            var start = from;
            sourceFace.rule(exchange -> {
                var range = exchange.getRequestHeaders().getFirst("Range");
                if (range == null || !range.equals("bytes=" + start + "-")) {
                    return false;
                }
                exchange.getResponseHeaders().set("Content-Range", "bytes " + start + "-299999/300000");
                exchange.sendResponseHeaders(206, 300_000 - start);
                exchange.getResponseBody().write(LAYER.bytes(), start, 70_000);
                return true;
            });
        }

        assertInstanceOf(CopyResult.Copied.class, copy());

        assertEquals(5, ranges().size());
        assertEquals(1, uploads());
    }

    @Test
    void sourceThatIsAwayForAMomentIsAskedAgain() {
        sourceFace.first(1, "GET", layerPath(), Face.status(502));
        sourceFace.first(1, "GET", layerPath(), cutAfter(100_000));

        assertInstanceOf(CopyResult.Copied.class, copy());

        var rest = Optional.of("bytes=100000-");
        assertEquals(List.of(Optional.empty(), rest, rest), ranges());
        assertEquals(1, uploads(), "the upload goes on");
    }

    @Test
    void manifestThatWasTakenBeforeTheAnswerWasLostIsThere() {
        targetFace.first(1, "PUT", "/manifests/v1", targetFace.withoutAnswer());

        assertInstanceOf(CopyResult.Copied.class, copy());
    }

    @Test
    void manifestThatWasNotTakenIsNotSaidToBeThere() {
        targetFace.on("PUT", "/manifests/v1", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.close();
        });

        fails(RegistryFault.class, RegistryFault.CONNECTION_LOST);
    }

    @Test
    void sourceThatKnowsNoRangesIsReadFromTheStartAgain() {
        sourceFace.on("GET", layerPath(), Face.body(200, LAYER.bytes()));
        sourceFace.first(1, "GET", layerPath(), cutAfter(100_000));

        assertInstanceOf(CopyResult.Copied.class, copy());

        assertEquals(1, uploads());
    }

    @Test
    void otherRangeThanTheOneAskedForIsNotTaken() {
        sourceFace.on("GET", layerPath(), Face.body(206, LAYER.bytes(), "Content-Range", "bytes 0-299999/300000"));
        sourceFace.first(1, "GET", layerPath(), cutAfter(100_000));

        fails(RegistryFault.class, RegistryFault.CONNECTION_LOST);

        assertTrue(!targetHas(LAYER));
    }

    @Test
    void wrongBytesInTheRestAreNoticed() {
        var wrong = LAYER.bytes().clone();
        wrong[200_000]++;
        sourceFace.on("GET", layerPath(), Face.body(200, wrong));
        sourceFace.first(1, "GET", layerPath(), cutAfter(100_000));

        fails(ArtifactFault.class, ArtifactFault.DIGEST_MISMATCH);

        assertTrue(!targetHas(LAYER));
    }

    @Test
    void uploadThatWasCommittedBeforeItBrokeOffIsNotSentAgain() {
        targetFace.first(1, "PUT", LAYER.digest().hex(), targetFace.withoutAnswer());

        assertInstanceOf(CopyResult.Copied.class, copy());

        assertEquals(1, uploads());
        assertEquals(1, ranges().size(), "nor read again");
    }

    @Test
    void uploadThatBrokeOffIsSentAgain() {
        targetFace.first(2, "PUT", LAYER.digest().hex(), exchange -> {
            exchange.getRequestBody().readNBytes(50_000);
            exchange.close();
        });

        assertInstanceOf(CopyResult.Copied.class, copy());

        assertEquals(3, uploads());
    }

    @Test
    void uploadThatKeepsBreakingOffIsGivenUp() {
        targetFace.on("PUT", LAYER.digest().hex(), exchange -> {
            exchange.getRequestBody().readNBytes(50_000);
            exchange.close();
        });

        fails(RegistryFault.class, RegistryFault.CONNECTION_LOST);

        assertEquals(3, uploads());
    }

    @Test
    void uploadWhoseSessionWasLostStartsAnother() {
        targetFace.first(1, "PUT", LAYER.digest().hex(), Face.error(404, "BLOB_UPLOAD_UNKNOWN"));

        assertInstanceOf(CopyResult.Copied.class, copy());

        assertEquals(2, uploads());
    }
}

package io.breakwater.registry.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnowledgeTest {
    private static final Digest BLOB = Digest.ofSha256("blob".getBytes(UTF_8));
    private static final Digest ROOT = Digest.ofSha256("root".getBytes(UTF_8));

    private long now;
    private final Knowledge knowledge = new Knowledge(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void blobIsKnownWhereItWasSeenAndMountableElsewhere() {
        knowledge.sawBlob("a", BLOB);

        assertTrue(knowledge.hasBlob("a", BLOB));
        assertFalse(knowledge.hasBlob("b", BLOB));
        assertEquals(Optional.of("a"), knowledge.elsewhere("b", BLOB));
        assertEquals(Optional.empty(), knowledge.elsewhere("a", BLOB));
    }

    @Test
    void lostBlobIsMountedFromTheNextRepositoryThatHasIt() {
        knowledge.sawBlob("a", BLOB);
        knowledge.sawBlob("b", BLOB);

        knowledge.lostBlob("b", BLOB);

        assertEquals(Optional.of("a"), knowledge.elsewhere("c", BLOB));
    }

    @Test
    void contentIsForgottenAfterHoursAndTagsAfterAMinute() {
        knowledge.sawBlob("a", BLOB);
        knowledge.sawManifest("a", ROOT);
        knowledge.sawTag("a", "v1", ROOT);

        pass(Knowledge.TAG_AGE);

        assertEquals(Optional.empty(), knowledge.tag("a", "v1"));
        assertFalse(knowledge.surelyHasManifest("a", ROOT));
        assertTrue(knowledge.hasManifest("a", ROOT));
        pass(Knowledge.CONTENT_AGE);
        assertFalse(knowledge.hasManifest("a", ROOT));
        assertFalse(knowledge.hasBlob("a", BLOB));
        assertEquals(Optional.empty(), knowledge.elsewhere("b", BLOB));
    }

    @Test
    void tagIsOnlyWhatItWasSeenAsLast() {
        knowledge.sawTag("a", "v1", ROOT);
        assertEquals(Optional.of(ROOT), knowledge.tag("a", "v1"));

        knowledge.sawTag("a", "v1", BLOB);

        assertEquals(Optional.of(BLOB), knowledge.tag("a", "v1"));
    }

    @Test
    void keptManifestsTakeABoundedNumberOfBytes() {
        var first = manifest(0);
        knowledge.keep(first);
        knowledge.keep(first);
        for (int i = 1; i < 10; i++) {
            knowledge.keep(manifest(i));
        }

        assertEquals(Optional.empty(), knowledge.manifest(first.digest()));
        assertEquals(Optional.of(manifest(9)), knowledge.manifest(manifest(9).digest()));
        assertEquals(Optional.of(manifest(3)), knowledge.manifest(manifest(3).digest()));
    }

    /** 2 MiB and a little. */
    private static Manifest manifest(int number) {
        var json = "{\"schemaVersion\":2,\"manifests\":[],\"annotations\":{\"n\":\"" + number + "\",\"x\":\""
                + "x".repeat(2 << 20) + "\"}}";
        return Manifest.of(json.getBytes(UTF_8), MediaType.OCI_INDEX);
    }
}

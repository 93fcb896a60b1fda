package io.breakwater.registry.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String OF_NOTHING = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void digestOfNothingIsTheOneOfTheStandard() {
        assertEquals(OF_NOTHING, Digest.ofSha256(new byte[0]).toString());
    }

    @Test
    void digestIsWrittenAsItWasRead() {
        assertEquals(OF_NOTHING, Digest.parse(OF_NOTHING).toString());
        assertEquals(
                "sha512:" + "a".repeat(128),
                Digest.parse("sha512:" + "a".repeat(128)).toString());
    }

    @Test
    void contentMatchesOnlyItsOwnDigest() {
        var digest = Digest.ofSha256("abc".getBytes(UTF_8));
        var sha512OfAbc = Digest.parse("sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");

        assertTrue(digest.matches("abc".getBytes(UTF_8)));
        assertTrue(sha512OfAbc.matches("abc".getBytes(UTF_8)));
        assertFalse(digest.matches("abd".getBytes(UTF_8)));
        assertFalse(sha512OfAbc.matches("abd".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "latest",
                "sha256:",
                "sha256:abc",
                "sha256:../../../../etc/passwd",
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 "
            })
    void whatIsNoDigestIsRefused(String text) {
        assertFalse(Digest.isDigest(text));
        assertThrows(IllegalArgumentException.class, () -> Digest.parse(text));
    }

    @Test
    void megabyteOfTextIsRefusedWithAShortMessage() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Digest.parse("a".repeat(1 << 20)));
        assertTrue(String.valueOf(refusal.getMessage()).length() < 200);
    }
}

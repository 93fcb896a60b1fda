package io.breakwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DigestTest {
    private static final String SHA256 = "sha256:" + "0123456789abcdef".repeat(4);
    private static final String SHA512 = "sha512:" + "0123456789abcdef".repeat(8);

    static List<String> digests() {
        return List.of(SHA256, SHA512);
    }

    static List<String> others() {
        return List.of(
                "",
                "sha256:",
                "sha256",
                SHA256 + "0",
                SHA256.substring(0, SHA256.length() - 1),
                SHA512.replace("sha512", "sha256"),
                SHA256.replace("sha256", "sha512"),
                SHA256.replace('a', 'A'),
                SHA256.replace('a', 'g'),
                SHA256.replace("sha256", "SHA256"),
                SHA256.replace("sha256", "md5"),
                " " + SHA256,
                SHA256 + "\n",
                SHA256.replace('0', '٠'),
                "sha256:../../../../etc/passwd",
                "a".repeat(5_000),
                "sha256:" + "a".repeat(5_000));
    }

    @ParameterizedTest
    @MethodSource("digests")
    void aDigestIsKeptAsItIs(String text) {
        assertTrue(Digest.isDigest(text));
        assertEquals(text, new Digest(text).toString());
    }

    @ParameterizedTest
    @MethodSource("others")
    void anythingElseIsRefused(String text) {
        assertFalse(Digest.isDigest(text));
        assertThrows(IllegalArgumentException.class, () -> new Digest(text));
    }

    @Test
    void aRefusalQuotesALittleOfALongText() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new Digest("x".repeat(5_000)));

        assertEquals(
                "not a digest (sha256:<64 hex> or sha512:<128 hex>): '" + "x".repeat(80) + "…'", refusal.getMessage());
    }
}

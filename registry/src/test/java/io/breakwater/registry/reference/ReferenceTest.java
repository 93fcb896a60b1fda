package io.breakwater.registry.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final String DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cr.example.io/library/app:v1",
                "127.0.0.1:5000/app:v1.2_3-x",
                "[::1]:5000/a/b/c:latest",
                "localhost/app@" + DIGEST,
                "cr.example.io/library/app:v1@" + DIGEST,
                "gcr.io/my-project/a__b/c.d-e---f:V"
            })
    void referenceIsWrittenAsItWasRead(String text) {
        assertEquals(text, Reference.parse(text).toString());
    }

    @Test
    void withoutTagAndDigestItIsLatest() {
        assertEquals(Optional.of("latest"), Reference.parse("cr.example.io/app").tag());
        assertEquals(
                Optional.empty(), Reference.parse("cr.example.io/app@" + DIGEST).tag());
    }

    @Test
    void digestIsAskedForRatherThanTheTag() {
        assertEquals(DIGEST, Reference.parse("cr.example.io/app:v1@" + DIGEST).tagOrDigest());
        assertEquals("v1", Reference.parse("cr.example.io/app:v1").tagOrDigest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app",
                "library/app",
                "cr.example.io",
                "cr.example.io/",
                "cr.example.io/App",
                "cr.example.io/a//b",
                "cr.example.io/../b",
                "cr.example.io/a..b",
                "cr.example.io/a:",
                "cr.example.io/a:-x",
                "cr.example.io/a@",
                "cr.example.io/a@sha256:abc",
                "cr.example.io/a:b:c",
                "cr.example.io/a?b",
                "cr.example.io/a%2Fb",
                "https://cr.example.io/app"
            })
    void whatBreaksTheGrammarIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Reference.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-", "a/", "a.", "a__"})
    void longNamesAreRefusedWithoutOverflowingTheStack(String part) {
        var name = part.repeat(5_000) + "a";
        assertThrows(IllegalArgumentException.class, () -> Reference.checkRepository(name));
        assertThrows(IllegalArgumentException.class, () -> Reference.parse("cr.example.io/" + name));
    }

    @Test
    void nameOf255CharactersIsTakenAndOneMoreIsNot() {
        Reference.checkRepository("a-".repeat(127) + "a");
        assertThrows(IllegalArgumentException.class, () -> Reference.checkRepository("a-".repeat(127) + "aa"));
    }

    @Test
    void tagOf128CharactersIsTakenAndOneMoreIsNot() {
        Reference.checkTag("a".repeat(128));
        assertThrows(IllegalArgumentException.class, () -> Reference.checkTag("a".repeat(129)));
    }
}

package io.breakwater.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.ImageName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameGlobTest {
    private static final String DIGEST = "@sha256:" + "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "library/*,         library/app:v1,       true",
        "library/*,         library/team/app:v1,  false",
        "library/**,        library/team/app:v1,  true",
        "library/*,         library2/app:v1,      false",
        "library/app,       library/app:v1,       true",
        "library/app:v1*,   library/app:v12,      true",
        "library/app:v1*,   library/app:v2,       false",
        "library/app:v?,    library/app:v2,       true",
        "library/app:v?,    library/app:v22,      false",
        "**:latest,         team/a/b:latest,      true",
        "library/a.p:v1,    library/axp:v1,       false",
        "library/*app,      library/app:v1,       true",
        "library/a*v1,      library/app:v1,       false",
        "**:v*,             team/a/b:v1,          true",
        "team/**:**,        team/a/b:v1,          true",
    })
    void starIsOnePartOfAPathAndTwoAreAnyNumber(String glob, String image, boolean expected) {
        assertEquals(expected, new NameGlob(glob).matches(ImageName.parse(image)));
    }

    @Test
    void globWithoutATagIsAboutUntaggedNamesToo() {
        assertTrue(new NameGlob("library/app").matches(ImageName.parse("library/app" + DIGEST)));
        assertTrue(new NameGlob("library/app@*").matches(ImageName.parse("library/app" + DIGEST)));
        assertFalse(new NameGlob("library/app:*").matches(ImageName.parse("library/app" + DIGEST)));
        assertTrue(new NameGlob("**@sha256:aa*").matches(ImageName.parse("library/app" + DIGEST)));
    }

    @Test
    void globWithATagIsNeverAboutADigest() {
        for (var glob : List.of("library/*:a*", "library/**:a*", "**:aaa*", "library/app*:" + "a".repeat(64))) {
            assertFalse(new NameGlob(glob).matches(ImageName.parse("library/app" + DIGEST)), glob);
        }
    }

    @Test
    void globsOfOneTextAreEqual() {
        assertEquals(new NameGlob("library/*"), new NameGlob("library/*"));
        assertEquals(Set.of(new NameGlob("a/*")), Set.copyOf(List.of(new NameGlob("a/*"), new NameGlob("a/*"))));
    }

    @Test
    void globWithATagReachesItsRepositoryOnly() {
        assertTrue(new NameGlob("library/*:v1").reaches("library/app"));
        assertFalse(new NameGlob("library/*:v1").reaches("team/app"));
    }

    @Test
    void noGlobIsEveryImage() {
        assertTrue(NameGlob.any(List.of(), ImageName.parse("a/b:c")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "library/[ab]", "a b", "{a,b}"})
    void whatNoNameCanHoldIsRefused(String glob) {
        assertThrows(IllegalArgumentException.class, () -> new NameGlob(glob));
    }
}

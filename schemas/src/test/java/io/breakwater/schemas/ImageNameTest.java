package io.breakwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageNameTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    static List<String> names() {
        return List.of(
                "library/app:v1",
                "app:latest",
                "a:_",
                "team/sub/group/app:V1.0-rc_1",
                "library/my.app_one__two-three---four:v1",
                "library/app:sha256-" + "a".repeat(64) + ".sig",
                "library/app:" + "t".repeat(128),
                "r".repeat(255) + ":v1",
                "a/".repeat(127) + "b:v1",
                // Without a host a name is never taken for host and port.
                "localhost:5000",
                "library/app@" + DIGEST,
                "r".repeat(255) + "@" + DIGEST,
                "library/app@sha512:" + "a".repeat(128));
    }

    static List<String> others() {
        return List.of(
                "",
                ":",
                "@",
                "app",
                "library/app",
                "library/app:",
                ":v1",
                "/app:v1",
                "library/:v1",
                "library//app:v1",
                "a/../b:v1",
                "../app:v1",
                "./app:v1",
                "library/app:../v1",
                "library/app:.v1",
                "library/app:-v1",
                "library/app:v1/..",
                "library/app:v 1",
                "library/app:v1\n",
                "library/app\u0000:v1",
                "Library/app:v1",
                "library/App:v1",
                "library/äpp:v1",
                "library/-app:v1",
                "library/app-:v1",
                "library/a..b:v1",
                "library/a___b:v1",
                "library/a._b:v1",
                "library/a%2Fb:v1",
                "library\\app:v1",
                "localhost:5000/app:v1",
                "cr.example.io:443/library/app",
                "https://cr.example.io/library/app:v1",
                "user@cr.example.io/library/app:v1",
                "library/app:" + "t".repeat(129),
                "r".repeat(256) + ":v1",
                "r".repeat(256) + "@" + DIGEST,
                "a/".repeat(128) + "b:v1",
                "r".repeat(5_000) + ":v1",
                "a-".repeat(2_500) + ":v1",
                "/".repeat(5_000),
                ":".repeat(5_000),
                "library/app:" + "t".repeat(5_000),
                "library/app@sha256:" + "a".repeat(5_000),
                "library/app:v1@" + DIGEST,
                "library/app@" + DIGEST + "@" + DIGEST,
                "library/app@" + DIGEST.replace('a', 'A'),
                "library/app@latest");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameIsItsKey(String key) {
        assertEquals(key, ImageName.parse(key).key());
        assertEquals(key, ImageName.parse(key).toString());
        assertTrue(Schemas.isValid("common.v1.schema.json#/$defs/ImageName", key));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anythingElseIsRefusedByCodeAndSchema(String key) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> ImageName.parse(key));

        assertTrue(String.valueOf(refusal.getMessage()).length() < 200, refusal.getMessage());
        assertFalse(Schemas.isValid("common.v1.schema.json#/$defs/ImageName", key));
    }

    @Test
    void aTagAndADigestAreToldApart() {
        assertEquals(new ImageName.Tagged("library/app", "v1"), ImageName.parse("library/app:v1"));
        assertEquals(
                new ImageName.Untagged("library/app", new Digest(DIGEST)), ImageName.parse("library/app@" + DIGEST));
    }

    @Test
    void everyNameReadsBackFromItsKey() {
        var random = new Random(20261123);
        for (var i = 0; i < 10_000; i++) {
            var name = randomName(random);

            assertEquals(name, ImageName.parse(name.key()));
        }
    }

    @Test
    void anyTextIsEitherANameOrAnIllegalArgument() {
        var random = new Random(20261123);
        for (var i = 0; i < 10_000; i++) {
            var text = text(random, "aZ0._-/:@%\\ \n\u0000ü", random.nextInt(12));

            try {
                assertEquals(text, ImageName.parse(text).key());
            } catch (IllegalArgumentException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("'"), e.getMessage());
            }
        }
    }

    private static ImageName randomName(Random random) {
        var repository = IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(_ -> randomComponent(random))
                .collect(Collectors.joining("/"));
        return random.nextBoolean()
                ? new ImageName.Tagged(
                        repository, text(random, "aZ9_", 1) + text(random, "bY8_.-", random.nextInt(128)))
                : new ImageName.Untagged(repository, new Digest("sha256:" + text(random, "0123456789abcdef", 64)));
    }

    private static String randomComponent(Random random) {
        var separators = List.of(".", "_", "__", "-", "--", "");
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(_ -> text(random, "az09", 1 + random.nextInt(5)))
                .collect(Collectors.joining(separators.get(random.nextInt(separators.size()))));
    }

    private static String text(Random random, String alphabet, int length) {
        return random.ints(length, 0, alphabet.length())
                .mapToObj(i -> alphabet.substring(i, i + 1))
                .collect(Collectors.joining());
    }
}

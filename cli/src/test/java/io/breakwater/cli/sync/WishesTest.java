package io.breakwater.cli.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.cli.batch.NameGlob;
import io.breakwater.schemas.ImageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WishesTest {
    private static final Map<String, List<String>> TAGS = new TreeMap<>(
            Map.of("library/a", List.of("v1", "v2"), "library/b", List.of(), "library/c", List.of("v1", "v2")));

    private final List<String> looked = new ArrayList<>();
    private final Asked asked = new Asked();

    @Test
    void everyTagIsAskedForOnceRepositoryByRepository() {
        assertEquals(List.of("library/a:v1", "library/a:v2", "library/c:v1", "library/c:v2"), wishes(List.of()));
    }

    @Test
    void syncThatBrokeOffGoesOnInTheRepositoryWhereItWas() {
        asked.take(ImageName.parse("library/a:v1"));
        asked.take(ImageName.parse("library/a:v2"));
        asked.take(ImageName.parse("library/c:v1"));

        assertEquals(List.of("library/c:v2"), wishes(List.of()));
        assertEquals(List.of("library/b", "library/c"), looked, "a is complete, and is not looked into");
        assertEquals(3, asked.images());
    }

    @Test
    void whatWasAskedMayBeReadInAnyOrderOfPartitions() {
        asked.take(ImageName.parse("library/c:v1"));
        asked.take(ImageName.parse("library/a:v1"));
        asked.take(ImageName.parse("library/a:v2"));

        assertEquals(List.of("library/c:v2"), wishes(List.of()));
    }

    @Test
    void onlyImagesOfTheGlobsAreAskedFor() {
        assertEquals(List.of("library/a:v1", "library/c:v1"), wishes(List.of(new NameGlob("library/*:v1"))));
    }

    private List<String> wishes(List<NameGlob> globs) {
        var images = new ArrayList<String>();
        new Wishes(
                        List.copyOf(TAGS.keySet()),
                        repository -> {
                            looked.add(repository);
                            return TAGS.getOrDefault(repository, List.of());
                        },
                        globs,
                        asked)
                .forEachRemaining(wish -> images.add(wish.image().key()));
        return images;
    }
}

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
    private final Map<String, List<String>> tags = new TreeMap<>(
            Map.of("library/a", List.of("v1", "v2"), "library/b", List.of(), "library/c", List.of("v1", "v2")));

    private final List<String> looked = new ArrayList<>();
    private final Asked asked = new Asked();

    @Test
    void everyTagIsAskedForOnceRepositoryByRepository() {
        assertEquals(List.of("library/a:v1", "library/a:v2", "library/c:v1", "library/c:v2"), wishes(List.of()));
    }

    @Test
    void syncThatBrokeOffAsksForAllThatItHasNotAskedForAndLooksEverywhereAgain() {
        List.of("library/a:v1", "library/a:v2", "library/c:v1").forEach(this::asked);

        assertEquals(List.of("library/c:v2"), wishes(List.of()));
        assertEquals(List.of("library/a", "library/b", "library/c"), looked);
        assertEquals(3, asked.images());
    }

    @Test
    void syncThatBrokeOffTwiceLosesNoTagOfWhatAppearedInBetween() {
        // The first run came to c; the second found b, which was empty before, and broke off in the middle of it.
        List.of("library/a:v1", "library/a:v2", "library/c:v1", "library/b:v1").forEach(this::asked);
        tags.put("library/b", List.of("v1", "v2"));

        assertEquals(List.of("library/b:v2", "library/c:v2"), wishes(List.of()));
    }

    @Test
    void imageThatWasAskedForTwiceCountsOnce() {
        List.of("library/a:v1", "library/a:v1").forEach(this::asked);

        assertEquals(1, asked.images());
    }

    @Test
    void repositoryWithoutWishesIsAPortionTooSoThatAStopIsSeenBetweenThem() {
        var portions = new ArrayList<Integer>();
        all(List.of()).forEachRemaining(portion -> portions.add(portion.size()));

        assertEquals(List.of(2, 0, 2), portions);
    }

    @Test
    void onlyImagesOfTheGlobsAreAskedFor() {
        assertEquals(List.of("library/a:v1", "library/c:v1"), wishes(List.of(new NameGlob("library/*:v1"))));
    }

    private void asked(String image) {
        asked.take(ImageName.parse(image));
    }

    private List<String> wishes(List<NameGlob> globs) {
        var images = new ArrayList<String>();
        all(globs)
                .forEachRemaining(portion ->
                        portion.forEach(wish -> images.add(wish.image().key())));
        return images;
    }

    private Wishes all(List<NameGlob> globs) {
        return new Wishes(
                List.copyOf(tags.keySet()),
                repository -> {
                    looked.add(repository);
                    return tags.getOrDefault(repository, List.of());
                },
                globs,
                asked);
    }
}

package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WatchedTest {
    private final List<String> tried = new ArrayList<>();
    private Supplier<String> disk = () -> "first";
    private final Watched<String> watched = new Watched<>("a secret", "first", () -> disk.get(), this::use);

    @Test
    void whatDoesNotChangeIsLeftAlone() {
        looks(3);

        assertEquals(List.of(), tried);
    }

    @Test
    void whatIsNewIsUsedOnceAndOnlyWhenTwoLooksHaveSeenIt() {
        disk = () -> "second";
        looks(1);
        assertEquals(List.of(), tried);

        looks(3);
        assertEquals(List.of("second"), tried);
    }

    @Test
    void whatIsBeingWrittenIsNotUsed() {
        disk = () -> "sec";
        looks(1);
        disk = () -> "second";
        looks(2);

        assertEquals(List.of("second"), tried);
    }

    /** Each try that fails is a warning. */
    @Test
    void whatCannotBeUsedIsTriedOnce() {
        disk = () -> "bad";
        looks(5);
        assertEquals(List.of("bad"), tried);

        disk = () -> "second";
        looks(3);
        assertEquals(List.of("bad", "second"), tried);
    }

    @Test
    void whatIsUsedStaysWhileItCannotBeRead() {
        disk = () -> {
            throw new IllegalStateException("the file is gone");
        };
        looks(3);
        disk = () -> "first";
        looks(3);

        assertEquals(List.of(), tried);
    }

    @Test
    void whatComesBackAfterItCouldNotBeUsedIsInUseStill() {
        disk = () -> "bad";
        looks(2);
        disk = () -> "first";
        looks(2);
        disk = () -> "bad";
        looks(2);

        assertEquals(List.of("bad", "bad"), tried);
    }

    private void looks(int times) {
        for (var look = 0; look < times; look++) {
            watched.look();
        }
    }

    private void use(String value) {
        tried.add(value);
        if (value.equals("bad")) {
            throw new IllegalArgumentException("it is bad");
        }
    }
}

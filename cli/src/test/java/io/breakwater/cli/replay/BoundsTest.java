package io.breakwater.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.cli.topics.PartitionOffset;
import io.breakwater.cli.topics.Spans;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final Spans ALL = Spans.parse("0:10-20,1:0-5");

    @Test
    void withoutBoundsEverythingIsWithin() {
        assertEquals(ALL, Bounds.of(List.of(), List.of()).within(ALL));
    }

    @Test
    void bothEndsAreInclusiveAndPartitionsNotNamedAreLeftOut() {
        assertEquals(
                Spans.parse("0:12-15"),
                Bounds.of(places("0:12"), places("0:14")).within(ALL));
    }

    @Test
    void whatTheTopicNoLongerHoldsIsNotWithin() {
        assertEquals(Spans.parse("0:10-20"), Bounds.of(places("0:3"), List.of()).within(ALL));
        assertEquals(Spans.parse("1:0-5"), Bounds.of(List.of(), places("1:900")).within(ALL));
        assertEquals(Spans.parse("0:10-10"), Bounds.of(List.of(), places("0:3")).within(ALL));
    }

    @Test
    void partitionThatIsNotThereIsRefused() {
        var bounds = Bounds.of(places("7:0"), List.of());
        assertThrows(IllegalArgumentException.class, () -> bounds.within(ALL));
    }

    private static List<PartitionOffset> places(String text) {
        return List.of(PartitionOffset.parse(text));
    }
}

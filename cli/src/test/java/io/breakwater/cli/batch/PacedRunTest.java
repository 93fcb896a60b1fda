package io.breakwater.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.cli.batch.Batch.State;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PacedRunTest {
    private static final Pacer FAST = new Pacer(1e9);

    private final List<String> published = new ArrayList<>();

    @Test
    void allPortionsArePublishedInTheirOrder() throws Exception {
        var portions = List.of(wishes("a/b:v1", "a/b:v2"), wishes(), wishes("c/d:v1"));

        assertEquals(State.DONE, run(portions.iterator(), PacedRunTest::never, PacedRunTest::never));
        assertEquals(List.of("a/b:v1", "a/b:v2", "c/d:v1"), published);
    }

    @Test
    void stopIsSeenWhileNothingIsFound() throws Exception {
        var looked = new AtomicInteger();
        Iterator<List<Wish>> endless = Stream.generate(() -> {
                    looked.incrementAndGet();
                    return wishes();
                })
                .iterator();

        assertEquals(State.STOPPED, run(endless, () -> looked.get() >= 3, PacedRunTest::never));
        assertEquals(State.CANCELLED, run(endless, PacedRunTest::never, () -> looked.get() >= 6));
    }

    @Test
    void cancelIsSeenBeforeTheFirstIsPublished() throws Exception {
        assertEquals(State.CANCELLED, run(List.of(wishes("a/b:v1")).iterator(), PacedRunTest::never, () -> true));
        assertEquals(List.of(), published);
    }

    @Test
    void cancelIsFinalWhereAStopIsAskedForToo() throws Exception {
        assertEquals(State.CANCELLED, run(List.of(wishes("a/b:v1")).iterator(), () -> true, () -> true));
    }

    @Test
    void whatIsAllPublishedIsDoneEvenIfAStopIsAskedForThen() throws Exception {
        assertEquals(
                State.DONE, run(List.of(wishes("a/b:v1")).iterator(), () -> !published.isEmpty(), PacedRunTest::never));
    }

    @Test
    void stopIsSeenBetweenTwoOfOnePortion() throws Exception {
        var portions = List.of(wishes("a/b:v1", "a/b:v2")).iterator();

        assertEquals(State.STOPPED, run(portions, () -> published.size() == 1, PacedRunTest::never));
        assertEquals(List.of("a/b:v1"), published);
    }

    @Test
    void cancelInTheLastMomentIsSeen() throws Exception {
        var run = new PacedRun(FAST, PacedRunTest::never, PacedRunTest::never, () -> !published.isEmpty());

        var state = run.toItsEnd(
                List.of(wishes("a/b:v1")).iterator(),
                wish -> published.add(wish.image().key()));

        assertEquals(State.CANCELLED, state);
    }

    private static boolean never() {
        return false;
    }

    private State run(Iterator<List<Wish>> portions, BooleanSupplier stop, BooleanSupplier cancelled)
            throws InterruptedException {
        return new PacedRun(FAST, stop, cancelled, cancelled)
                .toItsEnd(portions, wish -> published.add(wish.image().key()));
    }

    private static List<Wish> wishes(String... images) {
        return Stream.of(images)
                .map(image -> new Wish(ImageName.parse(image), Purpose.REPLAY, Optional.empty()))
                .toList();
    }
}

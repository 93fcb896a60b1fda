package io.breakwater.cli.replay;

import io.breakwater.cli.batch.Wish;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * An image to ask for again.
 *
 * @param of the newest selected record about it
 */
record Pick(ImageName image, Coordinates of, Instant writtenAt) {
    /** The oldest first, and the same order every time. */
    static final Comparator<Pick> ORDER = Comparator.comparing(Pick::writtenAt)
            .thenComparingInt(pick -> pick.of().partition())
            .thenComparingLong(pick -> pick.of().offset());

    /** All of them in one portion: there is nothing to wait for between them. */
    static Iterator<List<Wish>> portions(List<Pick> picks) {
        return List.of(picks.stream().map(Pick::wish).toList()).iterator();
    }

    Wish wish() {
        return new Wish(image, Purpose.REPLAY, Optional.of(of));
    }
}

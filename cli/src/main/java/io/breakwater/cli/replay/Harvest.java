package io.breakwater.cli.replay;

import io.breakwater.cli.batch.NameGlob;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers what a selection selects: first the ledger, if outcomes matter, then the records. Several records about one image
 * make one pick, since a request copies what the name means at the primary when it is worked on. What it holds grows with
 * the images, and one bit with each offset.
 */
final class Harvest {
    private final Selection selection;
    private final Map<Integer, BitSet> settled = new HashMap<>();
    private final Map<ImageName, Pick> picks = new HashMap<>();
    private long read;
    private long matching;
    private long leftOut;

    Harvest(Selection selection) {
        this.selection = selection;
    }

    /** Of several records of one cause, which an offset reset makes, the last one counts: they come in the ledger's order. */
    void take(LedgerRecord record) {
        var cause = record.cause();
        var span = selection.spans().partitions().get(cause.partition());
        if (span != null
                && cause.topic().equals(selection.topic().topicName())
                && cause.offset() >= span.from()
                && cause.offset() < span.to()) {
            settled.computeIfAbsent(cause.partition(), _ -> new BitSet())
                    .set(
                            Math.toIntExact(cause.offset() - span.from()),
                            selection.outcomes().contains(record.outcome()));
        }
    }

    /** @param image that the record asks to be copied; absent if it asks for nothing of the kind */
    void take(Coordinates at, Instant writtenAt, Optional<ImageName> image) {
        read++;
        if (!selection.isInTime(writtenAt) || !hasOutcome(at)) {
            return;
        }
        if (image.isEmpty()) {
            leftOut++;
        } else if (NameGlob.any(selection.images(), image.get())) {
            matching++;
            picks.put(image.get(), new Pick(image.get(), at, writtenAt));
        }
    }

    private boolean hasOutcome(Coordinates at) {
        if (selection.outcomes().isEmpty()) {
            return true;
        }
        var span = selection.spans().partitions().get(at.partition());
        return span != null
                && settled.getOrDefault(at.partition(), new BitSet()).get(Math.toIntExact(at.offset() - span.from()));
    }

    int images() {
        return picks.size();
    }

    List<Pick> picks() {
        return picks.values().stream().sorted(Pick.ORDER).toList();
    }

    /** Records looked at. */
    long read() {
        return read;
    }

    /** Records that are selected. */
    long matching() {
        return matching;
    }

    /** Records that time, offset and outcome would select, and that ask for no copy. */
    long leftOut() {
        return leftOut;
    }
}

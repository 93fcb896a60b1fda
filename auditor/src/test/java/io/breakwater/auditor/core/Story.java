package io.breakwater.auditor.core;

import static io.breakwater.auditor.Records.APP;
import static io.breakwater.auditor.Records.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.auditor.Records;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One image, told record by record, with a grace period of five minutes. Remembers all that was published. */
final class Story {
    static final Duration GRACE = Duration.ofMinutes(5);

    /** Every verdict in the order of publication; absent for a withdrawal. */
    final List<Optional<Verdict>> published = new ArrayList<>();

    ImageState state = ImageState.unknown(APP);
    Optional<DriftVerdict> standing = Optional.empty();
    Instant now = NOON;
    boolean forgotten;
    private long ledgerEnd;

    Story pushed(long offset, Digest digest) {
        return hear(offset, Records.pushed(APP, digest, now));
    }

    Story deleted(long offset) {
        return hear(offset, Records.deleted(APP, Records.V1, now));
    }

    Story replicated(long offset, Digest digest) {
        return ended(offset, Outcome.REPLICATED, Optional.of(digest), Optional.of(digest));
    }

    Story failed(long offset, String code) {
        return read(Records.unseen(Records.event(offset), Outcome.FAILED, Optional.of(code), now));
    }

    Story filtered(long offset) {
        return read(Records.unseen(Records.event(offset), Outcome.FILTERED, Optional.empty(), now));
    }

    Story ended(long offset, Outcome outcome, Optional<Digest> source, Optional<Digest> target) {
        return read(Records.looked(Records.event(offset), outcome, source, target, Optional.empty(), now));
    }

    Story hear(long offset, RegistryEvent event) {
        return take(new Fact.Event(event), Records.event(offset));
    }

    Story read(LedgerRecord ledger) {
        return take(new Fact.Entry(ledger), Records.ledger(ledgerEnd++));
    }

    /** Lets time pass; the deadline is looked at once, at the end. */
    Story after(Duration time) {
        now = now.plus(time);
        if (state.due().filter(due -> !due.isAfter(now)).isPresent()) {
            follow(Judge.weighWhenDue(state, now, GRACE));
        }
        return this;
    }

    Optional<Verdict> verdict() {
        return standing.map(DriftVerdict::verdict);
    }

    private Story take(Fact fact, Coordinates at) {
        var next = Intake.take(state, fact, at, now);
        if (!next.equals(state)) {
            follow(Judge.weigh(next, now, GRACE));
        }
        return this;
    }

    private boolean changed(DriftVerdict next) {
        return !verdict().equals(Optional.of(next.verdict()));
    }

    private void follow(Ruling ruling) {
        switch (ruling) {
            case Ruling.Unchanged(var next) -> state = next;
            case Ruling.Stands(var next, var verdict, var change) -> {
                assertEquals(changed(verdict), change.isPresent());
                state = next;
                standing = Optional.of(verdict);
                published.add(verdict());
            }
            case Ruling.Withdrawn(var next) -> {
                state = next;
                standing = Optional.empty();
                published.add(verdict());
            }
            case Ruling.Forgotten() -> forgotten = true;
        }
    }
}

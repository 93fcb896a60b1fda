package io.breakwater.auditor.core;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import java.util.Optional;

/**
 * The last word of the ledger on one name.
 *
 * @param cause the event or request that it answers
 * @param code of the reason, if one was given
 * @param writtenIn where the ledger says so
 */
record Answer(Coordinates cause, Outcome outcome, Optional<String> code, Coordinates writtenIn) {
    static Answer of(LedgerRecord ledger, Coordinates at) {
        return new Answer(ledger.cause(), ledger.outcome(), ledger.reason().map(LedgerRecord.Reason::code), at);
    }

    /** Whether this says that the event at {@code offset} was left alone by rule. */
    boolean filters(long offset) {
        return outcome == Outcome.FILTERED && answersEvent(cause) && cause.offset() == offset;
    }

    static boolean answersEvent(Coordinates cause) {
        return cause.topic().equals(Topic.REGISTRY_EVENTS.topicName());
    }

    static boolean answersRequest(Coordinates cause) {
        return cause.topic().equals(Topic.REPLICATION_REQUESTS.topicName());
    }
}

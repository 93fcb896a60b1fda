package io.breakwater.auditor.core;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.DriftVerdict.Evidence;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.Optional;

/**
 * What a name meant at one side.
 *
 * @param digest absent if the name was not there
 * @param seenIn the record that says so
 * @param upTo offset of the newest event of the name that this takes into account; -1 if none
 */
record Sighting(Optional<Digest> digest, Instant seenAt, Coordinates seenIn, long upTo) {
    /** Whether a registry told us, so nobody has looked. */
    boolean isHearsay() {
        return seenIn.topic().equals(Topic.REGISTRY_EVENTS.topicName());
    }

    Evidence evidence() {
        return new Evidence(digest, Optional.of(seenAt), Optional.of(seenIn));
    }

    static Evidence evidence(Optional<Sighting> sighting) {
        return sighting.map(Sighting::evidence).orElse(Evidence.NONE);
    }

    static Optional<Digest> digest(Optional<Sighting> sighting) {
        return sighting.flatMap(Sighting::digest);
    }
}

package io.breakwater.auditor.core;

import io.breakwater.schemas.Digest;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.Verdict;
import java.time.Instant;
import java.util.Optional;

/** What stands on {@code audit.drift} for one name, as far as it decides whether to write again. */
record Published(Verdict verdict, Instant since, Optional<Digest> primary, Optional<Digest> standby) {
    static Published of(DriftVerdict verdict) {
        return new Published(
                verdict.verdict(),
                verdict.since(),
                verdict.primary().digest(),
                verdict.standby().digest());
    }
}

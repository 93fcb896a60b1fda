package io.breakwater.replicator;

import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.LedgerRecord;
import java.util.Optional;

/** A job with its outcome, to be recorded in the next transaction. */
record Settled(Job job, LedgerRecord ledger, Optional<DeadLetter> deadLetter) {}

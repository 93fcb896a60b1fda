/**
 * Kafka Streams: compares what the primary was given with what the ledger says the standby holds, and writes a verdict
 * per image. Decides and tells, never copies.
 */
@NullMarked
package io.breakwater.auditor;

import org.jspecify.annotations.NullMarked;

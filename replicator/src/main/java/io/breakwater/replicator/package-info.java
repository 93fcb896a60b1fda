/** The consumer group: order, retries, the exactly-once ledger. */
@NullMarked
package io.breakwater.replicator;

import org.jspecify.annotations.NullMarked;

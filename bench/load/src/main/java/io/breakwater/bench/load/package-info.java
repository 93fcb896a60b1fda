/** How many events ingest and the ledger take, beside a bare producer on the same broker. */
@NullMarked
package io.breakwater.bench.load;

import org.jspecify.annotations.NullMarked;

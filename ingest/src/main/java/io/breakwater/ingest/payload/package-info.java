/** What all senders' bodies have in common: JSON that somebody else wrote, and what can become of it. No I/O. */
@NullMarked
package io.breakwater.ingest.payload;

import org.jspecify.annotations.NullMarked;

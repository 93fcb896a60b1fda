/** A plain registry's notifications, read without I/O. */
@NullMarked
package io.breakwater.ingest.distribution;

import org.jspecify.annotations.NullMarked;

/** Harbor's webhooks, read without I/O: bytes in, an event or a reason out. */
@NullMarked
package io.breakwater.ingest.harbor;

import org.jspecify.annotations.NullMarked;

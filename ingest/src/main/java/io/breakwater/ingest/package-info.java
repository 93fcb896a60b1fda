/** Vert.x Web: webhooks in, durable records out. */
@NullMarked
package io.breakwater.ingest;

import org.jspecify.annotations.NullMarked;

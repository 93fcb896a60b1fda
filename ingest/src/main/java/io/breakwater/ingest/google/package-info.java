/** Artifact Registry's messages as Pub/Sub pushes them, and the token that shows that it was Pub/Sub. */
@NullMarked
package io.breakwater.ingest.google;

import org.jspecify.annotations.NullMarked;

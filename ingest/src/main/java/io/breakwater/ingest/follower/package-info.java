/**
 * The follower of Harbor's audit log: finds what no webhook has announced and writes it to {@code registry.events}
 * (invariant 1). It asks Harbor's REST API and reads or writes no image.
 */
@NullMarked
package io.breakwater.ingest.follower;

import org.jspecify.annotations.NullMarked;

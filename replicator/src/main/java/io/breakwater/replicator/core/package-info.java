/** What the replicator decides, without I/O, clock or Kafka: order, frontier, plans, outcomes, delays. */
@NullMarked
package io.breakwater.replicator.core;

import org.jspecify.annotations.NullMarked;

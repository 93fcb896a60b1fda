/** Kafka Streams: the drift topology. */
@NullMarked
package io.breakwater.auditor;

import org.jspecify.annotations.NullMarked;

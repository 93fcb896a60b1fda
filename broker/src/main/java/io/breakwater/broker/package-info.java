/** The embedded KRaft broker: a supervised child JVM with its data on disk. */
@NullMarked
package io.breakwater.broker;

import org.jspecify.annotations.NullMarked;

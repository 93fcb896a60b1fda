/** A real registry server as a process: Debian's {@code docker-registry}. */
@NullMarked
package io.breakwater.testkit.registry;

import org.jspecify.annotations.NullMarked;

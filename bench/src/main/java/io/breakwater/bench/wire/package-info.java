/** Ways to a registry that count what goes over them and may take their time. */
@NullMarked
package io.breakwater.bench.wire;

import org.jspecify.annotations.NullMarked;

/** Who copies: ours, other tools as processes, other libraries in a JVM of their own. */
@NullMarked
package io.breakwater.bench.contestant;

import org.jspecify.annotations.NullMarked;

/** Images built and pushed by Jib. */
@NullMarked
package io.breakwater.testkit.jib;

import org.jspecify.annotations.NullMarked;

/** What {@code breakwater replay} does: asks again for what a selection of past events and requests was about. */
@NullMarked
package io.breakwater.cli.replay;

import org.jspecify.annotations.NullMarked;

/** What {@code breakwater sync} does: asks for everything that the primary holds and the mapping covers. */
@NullMarked
package io.breakwater.cli.sync;

import org.jspecify.annotations.NullMarked;

/** What {@code breakwater offsets} does: the way back where the group's own record of what is done is lost or wrong. */
@NullMarked
package io.breakwater.cli.offsets;

import org.jspecify.annotations.NullMarked;

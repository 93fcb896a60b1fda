/** What {@code breakwater status} does: the present state at a glance. */
@NullMarked
package io.breakwater.cli.status;

import org.jspecify.annotations.NullMarked;

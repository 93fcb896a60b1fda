/** What {@code breakwater copy} does: which image goes where, several at a time, told as it goes. */
@NullMarked
package io.breakwater.cli.copy;

import org.jspecify.annotations.NullMarked;

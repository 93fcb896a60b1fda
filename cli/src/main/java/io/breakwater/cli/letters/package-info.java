/** What {@code breakwater dead-letters} does: which letters are open, and what an operator does about one. */
@NullMarked
package io.breakwater.cli.letters;

import org.jspecify.annotations.NullMarked;

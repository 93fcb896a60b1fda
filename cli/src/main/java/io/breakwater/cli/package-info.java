/** The breakwater command. */
@NullMarked
package io.breakwater.cli;

import org.jspecify.annotations.NullMarked;

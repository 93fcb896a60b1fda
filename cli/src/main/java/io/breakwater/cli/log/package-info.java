/** How a line of the log is written: whatever a message quotes, it moves no cursor and begins no line. Named in {@code log-*.xml}. */
@NullMarked
package io.breakwater.cli.log;

import org.jspecify.annotations.NullMarked;

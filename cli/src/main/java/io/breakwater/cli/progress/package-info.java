/** How far work is, for a person: a bar on a terminal, now and then a line elsewhere. */
@NullMarked
package io.breakwater.cli.progress;

import org.jspecify.annotations.NullMarked;

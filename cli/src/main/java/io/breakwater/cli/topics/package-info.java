/** The topics as an operator's command uses them: read without joining a group, written with who did it and why. */
@NullMarked
package io.breakwater.cli.topics;

import org.jspecify.annotations.NullMarked;

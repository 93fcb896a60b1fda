/** Roles in this process: started in order, watched, told about over HTTP, and ended in the opposite order. */
@NullMarked
package io.breakwater.cli.run;

import org.jspecify.annotations.NullMarked;

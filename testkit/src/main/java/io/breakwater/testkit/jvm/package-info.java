/** JVMs that tests start and kill. */
@NullMarked
package io.breakwater.testkit.jvm;

import org.jspecify.annotations.NullMarked;

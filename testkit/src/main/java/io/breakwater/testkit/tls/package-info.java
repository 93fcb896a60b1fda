/** Certificates that a test makes for itself. */
@NullMarked
package io.breakwater.testkit.tls;

import org.jspecify.annotations.NullMarked;

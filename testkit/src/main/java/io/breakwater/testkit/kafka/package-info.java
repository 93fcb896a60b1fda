/** A broker for a test, of the kind that the build asks for. */
@NullMarked
package io.breakwater.testkit.kafka;

import org.jspecify.annotations.NullMarked;

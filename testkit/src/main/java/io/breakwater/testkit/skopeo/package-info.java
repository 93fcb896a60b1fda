/** The client of other people: skopeo. */
@NullMarked
package io.breakwater.testkit.skopeo;

import org.jspecify.annotations.NullMarked;

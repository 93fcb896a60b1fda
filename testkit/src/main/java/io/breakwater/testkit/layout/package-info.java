/** Images as folders that skopeo reads: OCI image layout and its own {@code dir:} transport. */
@NullMarked
package io.breakwater.testkit.layout;

import org.jspecify.annotations.NullMarked;

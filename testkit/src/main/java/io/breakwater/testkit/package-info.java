/** Real broker, real registries, the Harbor face, image builders, independent clients. */
@NullMarked
package io.breakwater.testkit;

import org.jspecify.annotations.NullMarked;

/** Manifests as the bytes they came in, with what they refer to read beside them. */
@NullMarked
package io.breakwater.registry.manifest;

import org.jspecify.annotations.NullMarked;

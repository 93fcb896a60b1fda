/** The copy engine: one artifact with all it refers to, from one registry to another, byte for byte. */
@NullMarked
package io.breakwater.registry.copy;

import org.jspecify.annotations.NullMarked;

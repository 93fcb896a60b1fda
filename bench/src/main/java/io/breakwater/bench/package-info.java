/** The copy engine beside other tools: one run, the same registries, the same images. */
@NullMarked
package io.breakwater.bench;

import org.jspecify.annotations.NullMarked;

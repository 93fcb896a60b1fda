/**
 * Our own container image, built without a container engine: a runtime linked from the running JDK, the C libraries it
 * needs taken from this machine, and our jars. Small, reproducible, and nothing in it that we do not run.
 */
@NullMarked
package io.breakwater.cli.image;

import org.jspecify.annotations.NullMarked;

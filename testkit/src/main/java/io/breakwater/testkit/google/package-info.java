/** A real registry that behaves like Google's Artifact Registry, and like gcr.io, where clients have to know it. */
@NullMarked
package io.breakwater.testkit.google;

import org.jspecify.annotations.NullMarked;

/** Images of every kind as bytes, and a plain client that pushes them. Nothing here uses the product's code: it would prove itself by itself. */
@NullMarked
package io.breakwater.testkit.image;

import org.jspecify.annotations.NullMarked;

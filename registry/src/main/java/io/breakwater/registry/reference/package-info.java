/** How a person names an artifact, and the grammar of each part. Lengths are checked before any pattern runs. */
@NullMarked
package io.breakwater.registry.reference;

import org.jspecify.annotations.NullMarked;

/** What registries tell when they are asked what they hold. All of it is a claim of the moment: nothing is a snapshot. */
@NullMarked
package io.breakwater.registry.listing;

import org.jspecify.annotations.NullMarked;

/** Who we are to a registry: credentials, and where they come from. */
@NullMarked
package io.breakwater.registry.auth;

import org.jspecify.annotations.NullMarked;

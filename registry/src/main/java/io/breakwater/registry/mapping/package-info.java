/** What a repository of the primary is called at the standby, and back. */
@NullMarked
package io.breakwater.registry.mapping;

import org.jspecify.annotations.NullMarked;

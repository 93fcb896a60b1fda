/** What is asked and what becomes of it when artifacts are deleted. */
@NullMarked
package io.breakwater.registry.deletion;

import org.jspecify.annotations.NullMarked;

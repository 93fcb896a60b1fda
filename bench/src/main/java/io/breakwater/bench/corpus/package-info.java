/** What is copied. */
@NullMarked
package io.breakwater.bench.corpus;

import org.jspecify.annotations.NullMarked;

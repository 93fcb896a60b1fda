/** {@code breakwater demo}: the whole flow on real parts, told step by step, checked by an independent client. */
@NullMarked
package io.breakwater.cli.demo;

import org.jspecify.annotations.NullMarked;

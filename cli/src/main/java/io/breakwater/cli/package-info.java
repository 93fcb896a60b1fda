/**
 * The {@code breakwater} command: one class per verb, each of which reads its options, calls the module that does the
 * work, and prints. Data goes to stdout, everything else to stderr.
 */
@NullMarked
package io.breakwater.cli;

import org.jspecify.annotations.NullMarked;

/**
 * {@code breakwater.yaml}: one file for every role, read once at the start into a tree of records. Every complaint names
 * the file, the line, the path of the key and the mend.
 */
@NullMarked
package io.breakwater.cli.config;

import org.jspecify.annotations.NullMarked;

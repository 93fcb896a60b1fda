/** Output for a person. */
@NullMarked
package io.breakwater.cli.text;

import org.jspecify.annotations.NullMarked;

/** {@code breakwater harbor}: what Harbor has to be told about us. */
@NullMarked
package io.breakwater.cli.harbor;

import org.jspecify.annotations.NullMarked;

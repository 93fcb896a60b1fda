/** Whom a registry's connection trusts, and who it says that we are: certificates and keys from PEM files. */
@NullMarked
package io.breakwater.registry.tls;

import org.jspecify.annotations.NullMarked;

/** An OCI distribution client: references, descriptors, transport, login, the copy engine, the name mapping. */
@NullMarked
package io.breakwater.registry;

import org.jspecify.annotations.NullMarked;

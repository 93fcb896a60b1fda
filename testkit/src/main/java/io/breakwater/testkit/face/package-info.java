/** What the faces share: a server in front of a real registry, which answers some requests itself and forwards the others. */
@NullMarked
package io.breakwater.testkit.face;

import org.jspecify.annotations.NullMarked;

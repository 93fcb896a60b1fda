/** A face in front of a real registry that makes it behave like Harbor: login by token, webhooks. */
@NullMarked
package io.breakwater.testkit.harbor;

import org.jspecify.annotations.NullMarked;

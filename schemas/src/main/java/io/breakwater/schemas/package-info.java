/** The records on every topic, their JSON Schemas, serdes and topic definitions. */
@NullMarked
package io.breakwater.schemas;

import org.jspecify.annotations.NullMarked;

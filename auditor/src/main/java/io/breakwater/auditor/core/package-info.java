/**
 * What is known of an image and what follows from it: values in, verdicts out. No Kafka type, no clock, no logger; the
 * topology around it loads a state, asks here, stores and forwards.
 */
@NullMarked
package io.breakwater.auditor.core;

import org.jspecify.annotations.NullMarked;

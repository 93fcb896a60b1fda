/**
 * A proxy between a client and a real server, which counts what passes, makes the way longer and narrower, and breaks it
 * where a test says so. HTTP/1.1 in the clear, on 127.0.0.1.
 */
@NullMarked
package io.breakwater.testkit.proxy;

import org.jspecify.annotations.NullMarked;

/** What the follower decides, without I/O: which rows of an audit log no webhook has announced. */
@NullMarked
package io.breakwater.ingest.follower.core;

import org.jspecify.annotations.NullMarked;

/**
 * Many requests that belong together. What has become of a batch is told by the topics alone: {@code operations.audit}
 * says that it began, ended or was cancelled, and {@code replication.requests} which of its requests are published. So it
 * can be gone on with from any machine, and nothing of it is kept on disk.
 */
@NullMarked
package io.breakwater.cli.batch;

import org.jspecify.annotations.NullMarked;

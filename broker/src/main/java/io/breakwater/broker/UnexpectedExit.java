package io.breakwater.broker;

import java.time.Duration;

/**
 * The broker's process died without having been asked to.
 *
 * @param pid process id of the dead
 * @param exitCode as the system reports it: 128 + n for a signal n
 * @param backIn time until it is started again
 * @param logTail the last lines of its log
 */
public record UnexpectedExit(long pid, int exitCode, Duration backIn, String logTail) {}

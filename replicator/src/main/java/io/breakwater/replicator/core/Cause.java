package io.breakwater.replicator.core;

import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;

/** What one record of the topics that we follow turned out to be. */
public sealed interface Cause {
    /** A record of {@code registry.events}. */
    record Event(RegistryEvent event) implements Cause {}

    /** A record of {@code replication.requests}. */
    record Request(ReplicationRequest request) implements Cause {}

    /** A record that is neither, or has no value; {@code error} says what is wrong with it. */
    record Unreadable(String error) implements Cause {}
}

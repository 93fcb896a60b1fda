package io.breakwater.registry.copy;

/** What all copies to one target share. */
record Shared(Knowledge knowledge, Flights flights) {}

package io.breakwater.ingest.payload;

/** Reads one sender's bodies. Pure: the same body gives the same result, and none makes it throw. */
@FunctionalInterface
public interface Parser {
    ParseResult parse(Received received);
}

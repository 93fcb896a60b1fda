package io.breakwater.ingest;

import java.util.List;
import java.util.Map;

/**
 * What ingest needs to know.
 *
 * @param host address to listen on
 * @param port 0 for a free one
 * @param secrets any of which a sender may show, two while they are exchanged; empty lets everybody in, which is for
 *     loopback alone
 * @param kafka {@code bootstrap.servers} and whatever the connection needs
 */
public record IngestConfig(
        String host, int port, List<SharedSecret> secrets, Map<String, Object> kafka, IngestLimits limits) {
    public IngestConfig {
        secrets = List.copyOf(secrets);
        kafka = Map.copyOf(kafka);
    }
}

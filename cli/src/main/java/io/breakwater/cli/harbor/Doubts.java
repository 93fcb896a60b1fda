package io.breakwater.cli.harbor;

import io.breakwater.ingest.IngestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Why webhooks may not arrive at the address that Harbor is given, as far as the configuration of ingest tells. Nothing to
 * refuse: what stands in front of ingest is not in its configuration.
 */
final class Doubts {
    private Doubts() {}

    /** @param address that Harbor sends to */
    static List<String> about(URI address, IngestOptions ingest) {
        var doubts = new ArrayList<String>();
        if (ingest.tls().isPresent() && address.getScheme().equalsIgnoreCase("http")) {
            doubts.add("Harbor is to send to " + address
                    + ", and by ingest.tls that port speaks TLS only; give an https://"
                    + " address, unless something in front of it takes plain HTTP");
        }
        if (ingest.asksForCertificates()) {
            doubts.add(
                    "ingest.tls.client-ca asks every sender for a certificate, and Harbor has none to show to a webhook's"
                            + " address; leave client-ca out and use a secret, unless a proxy in between shows one");
        }
        return List.copyOf(doubts);
    }
}

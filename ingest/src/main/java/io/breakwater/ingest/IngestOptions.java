package io.breakwater.ingest;

import io.breakwater.ingest.google.PubSubPush;
import java.util.Optional;

/**
 * What an installation may add.
 *
 * @param callers from where webhooks may come
 * @param tls absent: plain HTTP
 * @param pubsub absent: no pushes of Pub/Sub are taken
 * @param spool absent: while the brokers are away webhooks are answered 503
 * @param quarantine whether bodies that can't be read are kept in a topic
 */
public record IngestOptions(
        Callers callers,
        Optional<ServerTls> tls,
        Optional<PubSubPush> pubsub,
        Optional<SpoolSettings> spool,
        boolean quarantine) {
    public static final IngestOptions NONE =
            new IngestOptions(Callers.ANYWHERE, Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** Whether nobody gets in without a certificate of an authority that we name. */
    public boolean asksForCertificates() {
        return tls.flatMap(ServerTls::clientAuthorities).isPresent();
    }
}

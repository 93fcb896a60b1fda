package io.breakwater.ingest;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * What ingest needs to know.
 *
 * @param host address to listen on
 * @param port 0 for a free one
 * @param secrets any of which a sender may show; none lets everybody in, which only a loopback address or client
 *     certificates allow
 * @param kafka {@code bootstrap.servers} and whatever the connection needs
 */
public record IngestConfig(
        String host,
        int port,
        SharedSecrets secrets,
        Map<String, Object> kafka,
        IngestLimits limits,
        IngestOptions options) {
    /** Without any option, and with secrets that stay. */
    public IngestConfig(
            String host, int port, List<SharedSecret> secrets, Map<String, Object> kafka, IngestLimits limits) {
        this(host, port, secrets, kafka, limits, IngestOptions.NONE);
    }

    /** With secrets that stay. */
    public IngestConfig(
            String host,
            int port,
            List<SharedSecret> secrets,
            Map<String, Object> kafka,
            IngestLimits limits,
            IngestOptions options) {
        this(host, port, SharedSecrets.of(secrets), kafka, limits, options);
    }

    /** @throws IllegalArgumentException if strangers could reach it without a secret */
    public IngestConfig {
        kafka = Map.copyOf(kafka);
        if (secrets.isEmpty() && !isLoopback(host) && !options.asksForCertificates()) {
            throw new IllegalArgumentException("without a webhook secret anybody who reaches " + host
                    + " could have images copied; configure a secret or client certificates, or listen on 127.0.0.1");
        }
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            // A literal: no name server decides who may come in without a secret.
            return InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
                    .isLoopbackAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}

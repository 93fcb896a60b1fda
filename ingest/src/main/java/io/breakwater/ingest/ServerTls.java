package io.breakwater.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS for the webhooks' door; PEM files. They may be replaced while we run.
 *
 * @param certificate ours, with its chain
 * @param key of that certificate
 * @param clientAuthorities who must have signed a sender's certificate; absent: senders need none
 */
public record ServerTls(Path certificate, Path key, Optional<Path> clientAuthorities) {
    /** In bytes: certificates are some kilobytes, and are read again and again. */
    private static final long LARGEST = 1 << 20;

    /** What is in the files now. @throws UncheckedIOException if one can't be read */
    Pems read() {
        return new Pems(content(certificate), content(key), clientAuthorities.map(ServerTls::content));
    }

    private static Buffer content(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("it has more than " + LARGEST + " bytes");
            }
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + " (" + e.getMessage() + "); put PEM there", e);
        }
    }

    /** @throws UncheckedIOException if the server could not be spoken to with {@code read} */
    void mustBeGood(Pems read, Vertx vertx) {
        try {
            read.mustMatch(vertx);
        } catch (IllegalArgumentException e) {
            throw new UncheckedIOException(
                    "Cannot use " + certificate + " and " + key + " for TLS: " + e.getMessage()
                            + "; put a certificate and its own key there",
                    new IOException(e));
        }
        try {
            read.mustHaveAuthorities(vertx);
        } catch (IllegalArgumentException e) {
            throw new UncheckedIOException(
                    "Cannot use " + clientAuthorities.map(Path::toString).orElse("") + " for TLS: " + e.getMessage()
                            + "; put the authorities' certificates there",
                    new IOException(e));
        }
    }
}

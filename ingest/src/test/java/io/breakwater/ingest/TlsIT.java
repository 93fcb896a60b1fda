package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.testkit.tls.Certificates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with a certificate, and with senders that need one. */
class TlsIT {
    private static final String BODY = """
            {"type":"PUSH_ARTIFACT","occur_at":1763870000,"event_data":{"resources":[{"digest":"sha256:%s"}],\
            "repository":{"repo_full_name":"library/app"}}}""".formatted("a".repeat(64));

    @TempDir
    static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void make() {
        certificates = new Certificates(folder)
                .authority("ca")
                .authority("other")
                .signed("server", "ca", "EC", "san=ip:127.0.0.1")
                .signed("client", "ca", "EC", "eku=clientAuth")
                .signed("stranger", "other", "EC", "eku=clientAuth");
    }

    @Test
    void aWebhookIsTakenOverTls() throws Exception {
        try (var ingest = start(Optional.empty())) {
            assertEquals(202, post(ingest, Optional.empty(), BODY));
        }
    }

    /** The server's own request decoder is replaced by a stricter one behind the TLS layer too. */
    @Test
    void theLimitsHoldBehindTls() throws Exception {
        try (var ingest = start(Optional.empty())) {
            assertEquals(431, post(ingest, Optional.empty(), BODY, "X-Long", "x".repeat(9_000)));
            assertEquals(413, post(ingest, Optional.empty(), " ".repeat(IngestLimits.DEFAULT.bodyBytes() + 1)));
        }
    }

    @Test
    void aSenderWithACertificateIsLetIn() throws Exception {
        try (var ingest = start(Optional.of(certificates.certificate("ca")))) {
            assertEquals(202, post(ingest, Optional.of("client"), BODY));
        }
    }

    @Test
    void aSenderWithoutOneOrWithAStrangersIsNot() {
        try (var ingest = start(Optional.of(certificates.certificate("ca")))) {
            assertThrows(IOException.class, () -> post(ingest, Optional.empty(), BODY));
            assertThrows(IOException.class, () -> post(ingest, Optional.of("stranger"), BODY));
        }
    }

    @Test
    void aCertificateThatIsNoneStopsTheStart() throws IOException {
        var nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");

        assertThrows(
                UncheckedIOException.class,
                () -> start(new ServerTls(nonsense, certificates.key("server"), Optional.empty()))
                        .close());
    }

    private static Ingest start(Optional<Path> clientAuthorities) {
        return start(new ServerTls(certificates.certificate("server"), certificates.key("server"), clientAuthorities));
    }

    private static Ingest start(ServerTls tls) {
        var options = new IngestOptions(Callers.ANYWHERE, Optional.of(tls), Optional.empty(), Optional.empty(), false);
        return Ingest.start(
                new IngestConfig("127.0.0.1", 0, List.of(), Map.of(), IngestLimits.DEFAULT, options),
                new MemoryLog(),
                new SimpleMeterRegistry());
    }

    private static int post(Ingest ingest, Optional<String> client, String body, String... headers)
            throws IOException, InterruptedException, GeneralSecurityException {
        var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + ingest.port() + "/webhooks/harbor"))
                .timeout(Posting.PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        for (var header = 0; header < headers.length; header += 2) {
            request.header(headers[header], headers[header + 1]);
        }
        try (var http = HttpClient.newBuilder().sslContext(context(client)).build()) {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    private static SSLContext context(Optional<String> client) throws IOException, GeneralSecurityException {
        var all = certificates.keyStore();
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", all.getCertificate("ca"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (client.isPresent()) {
            own.setKeyEntry(
                    "own",
                    all.getKey(client.get(), Certificates.PASSWORD),
                    Certificates.PASSWORD,
                    all.getCertificateChain(client.get()));
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, Certificates.PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}

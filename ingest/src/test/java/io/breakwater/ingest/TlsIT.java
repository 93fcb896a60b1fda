package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.testkit.Await;
import io.breakwater.testkit.tls.Certificates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with a certificate, and with senders that need one. */
class TlsIT {
    private static final String BODY = """
            {"type":"PUSH_ARTIFACT","occur_at":1763870000,"event_data":{"resources":[{"digest":"sha256:%s"}],\
            "repository":{"repo_full_name":"library/app"}}}""".formatted("a".repeat(64));

    private static final String TAKEN = "taken";

    @TempDir
    static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void make() {
        certificates = new Certificates(folder)
                .authority("ca")
                .authority("other")
                .signed("server", "ca", "EC", "san=ip:127.0.0.1")
                .signed("renewed", "ca", "EC", "san=ip:127.0.0.1")
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
            assertEquals(
                    "HTTP/1.1 413 Request Entity Too Large",
                    answerToHead(ingest, IngestLimits.DEFAULT.bodyBytes() + 1));
        }
    }

    /** The answer's first line. A client that sends a whole body first may not hear what was said meanwhile. */
    private static String answerToHead(Ingest ingest, int declared) throws IOException, GeneralSecurityException {
        try (var socket = context(Optional.empty()).getSocketFactory().createSocket("127.0.0.1", ingest.port())) {
            var head = "POST /webhooks/harbor HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                    + declared + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)).readLine();
        }
    }

    @Test
    void aSenderWithACertificateIsLetIn() throws Exception {
        try (var ingest = start(Optional.of(certificates.certificate("ca")))) {
            assertEquals(202, post(ingest, Optional.of("client"), BODY));
        }
    }

    @Test
    void aSenderWithoutOneOrWithAStrangersIsNot() throws Exception {
        try (var ingest = start(Optional.of(certificates.certificate("ca")))) {
            assertEquals(TAKEN, verdict(ingest, Optional.of("client")));
            assertEquals("handshake_failure", verdict(ingest, Optional.empty()));
            assertEquals("certificate_unknown", verdict(ingest, Optional.of("stranger")));
            assertThrows(IOException.class, () -> post(ingest, Optional.empty(), BODY));
            assertThrows(IOException.class, () -> post(ingest, Optional.of("stranger"), BODY));
        }
    }

    /** What the server says of a sender's certificate; by TLS 1.2, in which nobody is let in before it was looked at. */
    private static String verdict(Ingest ingest, Optional<String> client) throws IOException, GeneralSecurityException {
        var below = new Connection(ingest.port());
        try (var socket =
                (SSLSocket) context(client).getSocketFactory().createSocket(below, "127.0.0.1", ingest.port(), true)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            return TAKEN;
        } catch (SSLHandshakeException e) {
            // "(certificate_unknown) Received fatal alert: certificate_unknown"
            return String.valueOf(e.getMessage()).replaceFirst(".*Received fatal alert: ", "");
        }
    }

    /** Sends when it is to read. A server that hangs up at the first of several messages would not be heard otherwise. */
    private static final class Connection extends Socket {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        private Connection(int port) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
        }

        @Override
        public OutputStream getOutputStream() {
            return written;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    send();
                    return super.read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    send();
                    return super.read(bytes, offset, length);
                }
            };
        }

        private void send() throws IOException {
            written.writeTo(super.getOutputStream());
            written.reset();
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

    /** Of the two files one is there first, as with tools that renew a certificate in its place. */
    @Test
    void aRenewedCertificateIsShownWithoutARestart(@TempDir Path mounted) throws Exception {
        var tls = new ServerTls(mounted.resolve("tls.crt"), mounted.resolve("tls.key"), Optional.empty());
        Files.copy(certificates.certificate("server"), tls.certificate());
        Files.copy(certificates.key("server"), tls.key());
        try (var ingest = start(tls)) {
            assertEquals("CN=server", shown(ingest));

            Files.copy(certificates.certificate("renewed"), tls.certificate(), REPLACE_EXISTING);
            assertEquals("CN=server", shown(ingest));
            Files.copy(certificates.key("renewed"), tls.key(), REPLACE_EXISTING);

            // Each handshake must succeed, whichever of them it is with.
            Await.until("the renewed one to be shown", () -> shown(ingest).equals("CN=renewed"));
            assertEquals(202, post(ingest, Optional.empty(), BODY));
        }
    }

    /** Also who was let in before: nobody is remembered. */
    @Test
    void whoIsLetInFollowsTheAuthoritiesWithoutARestart(@TempDir Path mounted) throws Exception {
        var authorities = Files.copy(certificates.certificate("ca"), mounted.resolve("ca.crt"));
        try (var ingest = start(Optional.of(authorities))) {
            assertEquals(TAKEN, verdict(ingest, Optional.of("client")));
            assertEquals("certificate_unknown", verdict(ingest, Optional.of("stranger")));

            Files.copy(certificates.certificate("other"), authorities, REPLACE_EXISTING);

            Await.until("the other's to be let in", () -> isLetIn(ingest, "stranger"));
            assertEquals("certificate_unknown", verdict(ingest, Optional.of("client")));
            assertThrows(IOException.class, () -> post(ingest, Optional.empty(), BODY));
        }
    }

    private static boolean isLetIn(Ingest ingest, String client) {
        try {
            return verdict(ingest, Optional.of(client)).equals(TAKEN);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aKeyThatIsAnothersStopsTheStart() {
        var tls = new ServerTls(certificates.certificate("server"), certificates.key("renewed"), Optional.empty());

        var refused = assertThrows(UncheckedIOException.class, () -> start(tls).close());

        assertTrue(String.valueOf(refused.getMessage()).contains("the key is not that of the certificate"));
    }

    /** Whose certificate a new connection is shown. */
    private static String shown(Ingest ingest) {
        try (var socket =
                (SSLSocket) context(Optional.empty()).getSocketFactory().createSocket("127.0.0.1", ingest.port())) {
            socket.startHandshake();
            var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Each holds memory and a descriptor, though nobody knows yet who it is. */
    @Test
    void aConnectionWhoseHandshakeIsNotOverCountsToo() throws Exception {
        var meters = new SimpleMeterRegistry();
        var limits = TestLimits.ofConnections(2, TestLimits.HANG, TestLimits.HANG);
        try (var ingest = start(tls(Optional.empty()), limits, meters)) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), ingest.port());
                    var _ = new Socket(InetAddress.getLoopbackAddress(), ingest.port())) {
                awaitOpen(2, meters);
                assertThrows(IOException.class, () -> post(ingest, Optional.empty(), BODY));
                var refused = meters.get("breakwater.webhook.connections.refused");
                assertEquals(1, refused.counter().count());
            }
            awaitOpen(0, meters);
            assertEquals(202, post(ingest, Optional.empty(), BODY));
        }
    }

    @Test
    void aHandshakeThatIsCutLeavesItsPlaceToAnother() throws Exception {
        var meters = new SimpleMeterRegistry();
        var limits = TestLimits.ofConnections(1, TestLimits.HANG, TestLimits.SHORT);
        try (var ingest = start(tls(Optional.empty()), limits, meters);
                var silent = new Socket(InetAddress.getLoopbackAddress(), ingest.port())) {
            assertEquals(-1, silent.getInputStream().read());
            awaitOpen(0, meters);

            // Its own handshake has as little time, which a slow machine may not do with.
            Await.until("another to be taken", () -> isTaken(ingest));
        }
    }

    private static boolean isTaken(Ingest ingest) {
        try {
            return post(ingest, Optional.empty(), BODY) == 202;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitOpen(int connections, SimpleMeterRegistry meters) {
        var open = meters.get("breakwater.webhook.connections").gauge();
        Await.until(connections + " to be open", () -> open.value() == connections);
    }

    private static Ingest start(Optional<Path> clientAuthorities) {
        return start(tls(clientAuthorities));
    }

    private static ServerTls tls(Optional<Path> clientAuthorities) {
        return new ServerTls(certificates.certificate("server"), certificates.key("server"), clientAuthorities);
    }

    private static Ingest start(ServerTls tls) {
        return start(tls, TestLimits.PATIENT, new SimpleMeterRegistry());
    }

    private static Ingest start(ServerTls tls, IngestLimits limits, SimpleMeterRegistry meters) {
        var options = new IngestOptions(Callers.ANYWHERE, Optional.of(tls), Optional.empty(), Optional.empty(), false);
        return Ingest.start(
                new IngestConfig("127.0.0.1", 0, List.of(), Map.of(), limits, options), new MemoryLog(), meters);
    }

    private static int post(Ingest ingest, Optional<String> client, String body, String... headers)
            throws IOException, InterruptedException, GeneralSecurityException {
        var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + ingest.port() + "/webhooks/harbor"))
                .timeout(TestLimits.HANG)
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
        var context = SSLContext.getInstance("TLS");
        var keys = client.map(name -> new KeyManager[] {new Shown(all, name)}).orElseGet(() -> new KeyManager[0]);
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    /** Shows one certificate, whosever the server asks for: the JDK's own manager would show a stranger's to nobody. */
    private static final class Shown extends X509ExtendedKeyManager {
        private final KeyStore store;
        private final String alias;

        private Shown(KeyStore store, String alias) {
            this.store = store;
            this.alias = alias;
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return alias;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return alias;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {alias};
        }

        @Override
        public X509Certificate[] getCertificateChain(String shown) {
            try {
                return Arrays.stream(store.getCertificateChain(shown))
                        .map(X509Certificate.class::cast)
                        .toArray(X509Certificate[]::new);
            } catch (KeyStoreException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public PrivateKey getPrivateKey(String shown) {
            try {
                return (PrivateKey) store.getKey(shown, Certificates.PASSWORD);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("no server asks");
        }
    }
}

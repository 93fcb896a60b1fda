package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.registry.tls.Tls;
import io.breakwater.testkit.Folders;
import io.breakwater.testkit.tls.Certificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client and a real registry with TLS: authorities, client certificates, a proxy on the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {
    private static final Duration HANGS_AFTER = Duration.ofSeconds(30);

    private final Path folder = Folders.temporary("tls-");
    private final Certificates certificates = new Certificates(folder);
    private final Blob config = Blob.of("{}");
    private final RegistryProcess open;
    private final RegistryProcess mutual;

    TlsIT() throws IOException {
        certificates
                .authority("ca")
                .authority("other")
                .signed("server", "ca", "EC", "san=ip:127.0.0.1")
                .signed("anywhere", "ca", "EC", "san=ip:127.0.0.1,dns:localhost")
                .signed("client", "ca", "EC", "eku=clientAuth")
                .signed("rsa", "ca", "RSA", "eku=clientAuth")
                .signed("ed", "ca", "Ed25519", "eku=clientAuth")
                .signed("stranger", "other", "EC", "eku=clientAuth");
        open = new RegistryProcess(tls(""));
        mutual = new RegistryProcess(tls("    clientcas: [" + certificates.certificate("ca") + "]\n"));
    }

    private String tls(String more) {
        return "  tls:\n    certificate: " + certificates.certificate("server") + "\n    key: "
                + certificates.key("server") + "\n" + more;
    }

    @BeforeAll
    void pushAnImage() {
        try (var registry = new Registry(config(open, trusting("ca")))) {
            Images.push(registry, "library/app", "v1", Images.image(config), config);
        }
    }

    @AfterAll
    void close() {
        open.close();
        mutual.close();
        Folders.delete(folder);
    }

    private Tls trusting(String authority) {
        return Tls.platform().withAuthorities(certificates.certificate(authority));
    }

    private Tls as(String client) {
        return trusting("ca").withClientCertificate(certificates.certificate(client), certificates.key(client));
    }

    private static RegistryConfig config(RegistryProcess process, Tls tls) {
        return RegistryConfig.of(process.host()).withTls(tls);
    }

    /** Whatever it answers. */
    private static void reach(RegistryConfig config) {
        try (var registry = new Registry(config)) {
            registry.headManifest("library/app", "v1");
        }
    }

    private static String refusal(RegistryConfig config) {
        return assertThrows(RegistryFault.class, () -> reach(config)).toString();
    }

    // ---- Authorities

    @Test
    void registryOfATrustedAuthorityIsReached() {
        try (var registry = new Registry(config(open, trusting("ca")))) {
            assertTrue(registry.headManifest("library/app", "v1").isPresent());
        }
    }

    @Test
    void registryOfAnyOtherAuthorityIsRefused() {
        assertTrue(refusal(config(open, Tls.platform())).contains("PKIX path"));
        assertTrue(refusal(config(open, trusting("other"))).contains("PKIX path"));
    }

    @Test
    void certificateForAnotherNameIsRefused() {
        var byName = HostPort.parse("localhost:" + open.host().port().orElseThrow());

        assertTrue(refusal(RegistryConfig.of(byName).withTls(trusting("ca"))).contains("localhost"));
    }

    // ---- Client certificates

    @ParameterizedTest
    @ValueSource(strings = {"client", "rsa", "ed"})
    void registryThatWantsACertificateGetsIt(String client) {
        assertDoesNotThrow(() -> reach(config(mutual, as(client))));
    }

    @Test
    void registryThatWantsACertificateRefusesWhoHasNoneOrAnothers() {
        refusal(config(mutual, trusting("ca")));
        refusal(config(mutual, as("stranger")));
    }

    @Test
    void certificateIsShownToTheRegistryAndToNobodyItSendsUsTo() throws Exception {
        var seen = new ConcurrentHashMap<String, String>();
        var storage = server(seen, "storage", "");
        var service = server(seen, "service", "");
        var registry = server(seen, "registry", "https://localhost:" + port(storage) + "/blob");
        try (var client = new Registry(RegistryConfig.of(HostPort.parse("localhost:" + port(registry)))
                .withTls(as("client"))
                .withTokenHosts(Set.of(HostPort.parse("localhost:" + port(service))))
                .withRedirectHosts(Set.of(HostPort.parse("localhost:" + port(storage)))))) {
            assertTrue(client.hasBlob("library/app", config.digest()));
        } finally {
            for (var server : List.of(registry, storage, service)) {
                server.stop(0);
            }
        }
        assertEquals(Map.of("registry", "CN=client", "storage", "nobody"), seen);
    }

    @Test
    void requestsInARowWithACertificateShareOneConnection() throws Exception {
        var visitors = ConcurrentHashMap.<String>newKeySet();
        var server = server(new ConcurrentHashMap<>(), "registry", "");
        server.createContext("/v2/", exchange -> {
            visitors.add(peer((HttpsExchange) exchange) + " " + exchange.getRemoteAddress());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        try (var client = new Registry(
                RegistryConfig.of(HostPort.parse("localhost:" + port(server))).withTls(as("client")))) {
            for (int i = 0; i < 20; i++) {
                assertTrue(client.hasBlob("library/app", config.digest()));
            }
        } finally {
            server.stop(0);
        }
        assertEquals(1, visitors.size(), visitors::toString);
        assertTrue(visitors.iterator().next().startsWith("CN=client "), visitors::toString);
    }

    private static int port(HttpsServer server) {
        return server.getAddress().getPort();
    }

    /** A server that asks for a certificate, notes whose it was shown, and sends its visitors on. */
    private HttpsServer server(Map<String, String> seen, String name, String location) throws Exception {
        var context = context();
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                var wanted = context.getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", exchange -> {
            seen.put(name, peer((HttpsExchange) exchange));
            var shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (name.equals("guarded") && shown == null) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
                exchange.sendResponseHeaders(401, -1);
                exchange.close();
                return;
            }
            if (shown != null) {
                seen.put("shown", shown);
            }
            if (!location.isEmpty()) {
                exchange.getResponseHeaders().add("Location", location);
            }
            exchange.sendResponseHeaders(location.isEmpty() ? 200 : 307, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String peer(HttpsExchange exchange) {
        try {
            return exchange.getSSLSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        var all = certificates.keyStore();
        var own = java.security.KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                "server",
                all.getKey("anywhere", Certificates.PASSWORD),
                Certificates.PASSWORD,
                all.getCertificateChain("anywhere"));
        var trusted = java.security.KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", all.getCertificate("ca"));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, Certificates.PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    // ---- A proxy on the way

    @Test
    void proxyTunnelsAndSeesNoCredential() throws Exception {
        var seen = new ConcurrentHashMap<String, String>();
        var guarded = server(seen, "guarded", "");
        var host = HostPort.parse("localhost:" + port(guarded));
        try (var proxy = new ConnectProxy();
                var registry = new Registry(RegistryConfig.of(host)
                        .withTls(trusting("ca"))
                        .withCredentials(CredentialSource.fixed("robot", Secret.of("canary-password")))
                        .withProxy(new HttpProxy(proxy.host(), false)))) {
            assertTrue(registry.hasBlob("library/app", config.digest()));

            assertTrue(seen.getOrDefault("shown", "").startsWith("Basic "));
            assertTrue(proxy.heads().getFirst().startsWith("CONNECT " + host + " HTTP/1.1\r\n"));
            assertFalse(String.join("", proxy.heads())
                    .toLowerCase(java.util.Locale.ROOT)
                    .contains("authorization"));
        } finally {
            guarded.stop(0);
        }
    }

    /** Also by a registry that sends its session tickets with its part of the handshake, which are unread then. */
    @Test
    void requestsInARowShareOneTunnel() throws IOException {
        for (var process : List.of(open, mutual)) {
            try (var proxy = new ConnectProxy();
                    var registry = new Registry(config(process, as("client"))
                            .withTimeout(HANGS_AFTER)
                            .withProxy(new HttpProxy(proxy.host(), false)))) {
                for (int i = 0; i < 20; i++) {
                    registry.headManifest("library/app", "v1");
                }
                assertEquals(1, proxy.heads().size(), proxy.heads()::toString);
            }
        }
    }

    @Test
    void blobIsSentThroughATunnelThatIsOpenedForIt() throws IOException {
        var layer = Blob.random(6, 1_000_000);
        try (var proxy = new ConnectProxy()) {
            var tunnelled = config(open, trusting("ca"))
                    .withTimeout(HANGS_AFTER)
                    .withIdleTimeout(HANGS_AFTER)
                    .withProxy(new HttpProxy(proxy.host(), false));
            try (var one = new Registry(tunnelled);
                    var other = new Registry(tunnelled)) {
                var session = one.startBlob("library/app", layer.digest());

                other.putBlob(session, layer.descriptor(), new ByteArrayInputStream(layer.bytes()), bytes -> {});

                assertTrue(one.hasBlob("library/app", layer.digest()));
                assertEquals(2, proxy.heads().size());
            }
        }
    }

    /** Otherwise who sees nothing of what goes through the tunnel could answer in the registry's place. */
    @Test
    void answerThatAProxySendsBehindItsOwnIsNotTheRegistrys() throws IOException {
        try (var proxy = new RawServer(request -> {
                    request.write("HTTP/1.1 200 OK\r\n\r\n"
                            + RawServer.status(404, "Docker-Distribution-Api-Version: registry/2.0"));
                    request.tunnelTo(open.host());
                    return false;
                });
                var registry = new Registry(config(open, trusting("ca"))
                        .withTimeout(Duration.ofSeconds(2))
                        .withProxy(new HttpProxy(proxy.host(), false)))) {
            assertThrows(RegistryFault.class, () -> registry.headManifest("library/app", "v1"));
        }
    }

    @Test
    void proxyIsPassedByForThisMachineUnlessToldOtherwise() throws IOException {
        try (var proxy = new ConnectProxy()) {
            reach(config(open, trusting("ca")).withProxy(HttpProxy.of(proxy.host())));

            assertEquals(List.of(), proxy.heads());
        }
    }

    @Test
    void proxyThatIsNotThereIsARegistryFault() throws IOException {
        var gone = new ConnectProxy();
        gone.close();

        var fault = refusal(config(open, trusting("ca")).withProxy(new HttpProxy(gone.host(), false)));

        assertTrue(fault.contains("no connection"), fault);
        assertThrows(IllegalArgumentException.class, () -> HttpProxy.of(HostPort.parse("proxy.example")));
    }
}

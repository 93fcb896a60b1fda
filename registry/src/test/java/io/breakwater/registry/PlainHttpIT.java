package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.registry.tls.Tls;
import io.breakwater.testkit.Folders;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.tls.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A registry is spoken to by plain HTTP only where that is configured for it, wherever it sends us. The plain server is named in
 * every list of hosts, so that only the missing TLS is against it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainHttpIT {
    private final Path folder = Folders.temporary("plain-");
    private final Certificates certificates = new Certificates(folder);
    private final HttpsServer server;
    private final Face plain = Face.alone();

    PlainHttpIT() throws IOException, GeneralSecurityException {
        certificates.authority("ca").signed("server", "ca", "EC", "san=ip:127.0.0.1");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private SSLContext context() throws GeneralSecurityException, IOException {
        var all = certificates.keyStore();
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                "server",
                all.getKey("server", Certificates.PASSWORD),
                Certificates.PASSWORD,
                all.getCertificateChain("server"));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, Certificates.PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @BeforeEach
    void forget() {
        plain.forget();
    }

    @AfterAll
    void close() {
        server.stop(0);
        plain.close();
        Folders.delete(folder);
    }

    /** What the registry with TLS answers to everything. */
    private void answer(Face.Reply reply) {
        server.createContext("/v2/", exchange -> {
            try (exchange) {
                reply.to(exchange);
            }
        });
    }

    /** A registry whose {@code plain-http} was forgotten: the most common first mistake. */
    @Test
    void whoSpeaksNoTlsIsSaidToSpeakNone() {
        try (var real = RegistryProcess.start(folder.resolve("real"));
                var registry = new Registry(RegistryConfig.of(HostPort.parse(real.host())))) {
            var fault = assertThrows(RegistryFault.class, () -> registry.headManifest("library/app", "v1"));

            assertEquals(
                    "Cannot look for manifest library/app:v1 at " + real.host()
                            + ": what answers there does not speak TLS. If it is to be spoken to without TLS, say so with"
                            + " plain-http: true.",
                    fault.getMessage());
        }
    }

    private RegistryException refusal(Consumer<Registry> use) {
        var config = RegistryConfig.of(
                        HostPort.parse("127.0.0.1:" + server.getAddress().getPort()))
                .withTls(Tls.platform().withAuthorities(certificates.certificate("ca")))
                .withTokenHosts(Set.of(plain.host()))
                .withRedirectHosts(Set.of(plain.host()));
        try (var registry = new Registry(config)) {
            return assertThrows(RegistryException.class, () -> use.accept(registry));
        } finally {
            server.removeContext("/v2/");
        }
    }

    private void isSpared(String code, Consumer<Registry> use) {
        assertEquals(code, refusal(use).code());
        assertEquals(List.of(), plain.requests(""));
    }

    private static void look(Registry registry) {
        registry.headManifest("library/app", "v1");
    }

    @Test
    void unlessConfiguredARegistryHearsNothingWithoutTls() {
        var config = RegistryConfig.of(plain.host()).withTimeout(Duration.ofSeconds(2));
        try (var registry = new Registry(config)) {
            assertThrows(RegistryFault.class, () -> look(registry));
        }
        assertEquals(List.of(), plain.requests(""));
    }

    @Test
    void redirectToPlainHttpIsNotFollowed() {
        answer(Face.status(307, "Location", "http://" + plain.host() + "/blob"));

        isSpared(RegistryFault.HOST_REFUSED, PlainHttpIT::look);
    }

    @Test
    void redirectToTheRegistryItselfByPlainHttpIsNotFollowed() {
        var own = "127.0.0.1:" + server.getAddress().getPort();
        answer(Face.status(307, "Location", "http://" + own + "/v2/library/app/manifests/v1"));

        isSpared(RegistryFault.HOST_REFUSED, PlainHttpIT::look);
    }

    @Test
    void uploadToPlainHttpIsNotBegun() {
        answer(Face.status(202, "Location", "http://" + plain.host() + "/upload"));

        isSpared(
                RegistryFault.HOST_REFUSED,
                registry ->
                        registry.startBlob("library/app", Images.Blob.of("{}").digest()));
    }

    @Test
    void tokenServiceOnPlainHttpIsNotAsked() {
        answer(Face.status(
                401, "WWW-Authenticate", "Bearer realm=\"http://" + plain.host() + "/token\",service=\"registry\""));

        isSpared(CredentialFault.REALM_REFUSED, PlainHttpIT::look);
    }
}

package io.breakwater.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.auth.oauth2.ServiceAccountCredentials;
import com.sun.net.httpserver.HttpServer;
import io.breakwater.registry.reference.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialSourceTest {
    @TempDir
    private Path folder;

    private static Credentials basic(String username, String password) {
        return new Credentials.Basic(username, Secret.of(password));
    }

    @Test
    void secretNeverShowsItself() {
        assertEquals("***", Secret.of("canary").toString());
        assertFalse(basic("user", "canary").toString().contains("canary"));
        assertFalse(
                CredentialSource.fixed("user", Secret.of("canary")).toString().contains("canary"));
    }

    @Test
    void emptySecretIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Secret.of(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a\nb"})
    void userNameThatCannotBeSentIsRefused(String username) {
        assertThrows(IllegalArgumentException.class, () -> CredentialSource.fixed(username, Secret.of("x")));
        assertThrows(
                IllegalArgumentException.class, () -> CredentialSource.passwordFile(username, folder.resolve("x")));
    }

    @Test
    void passwordFileIsReadAnewWhenItChanges() throws IOException {
        var file = folder.resolve("password");
        var source = CredentialSource.passwordFile("robot$breakwater", file);
        Files.writeString(file, "first\n");
        assertEquals(basic("robot$breakwater", "first"), source.get());

        Files.writeString(file, "other\n");

        assertEquals(basic("robot$breakwater", "other"), source.get());
    }

    @Test
    void keyOfSeveralLinesStaysWhole() throws IOException {
        var file = Files.writeString(folder.resolve("key"), "{\n  \"type\": \"service_account\"\n}\n");

        assertEquals(
                basic("_json_key", "{\n  \"type\": \"service_account\"\n}"),
                CredentialSource.passwordFile("_json_key", file).get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\n  \"type\": \"x\"\n}\n", "ewogICJ0eXBlIjogIngiCn0=\n", "ewogICJ0eXBl\nIjogIngiCn0=\n"})
    void keyIsSentInBase64OnOneLineWhicheverWayItIsKept(String kept) throws IOException {
        var file = Files.writeString(folder.resolve("key"), kept);
        var sent = basic("_json_key_base64", "ewogICJ0eXBlIjogIngiCn0=");

        assertEquals(
                sent, CredentialSource.passwordFile("_json_key_base64", file).get());
        assertEquals(
                sent,
                CredentialSource.fixed("_json_key_base64", Secret.of(kept)).get());
    }

    @Test
    void missingOrEmptyPasswordFileIsNamed() throws IOException {
        var missing = CredentialSource.passwordFile("user", folder.resolve("missing"));
        var empty = CredentialSource.passwordFile("user", Files.writeString(folder.resolve("empty"), "\n"));

        assertTrue(refusal(missing).contains("missing"));
        assertTrue(refusal(empty).contains("is empty"));
    }

    private static String refusal(CredentialSource source) {
        return String.valueOf(
                assertThrows(CredentialsUnavailable.class, source::get).getMessage());
    }

    @Test
    void dockerConfigGivesWhatLoginLeft() throws IOException {
        var auth = Base64.getEncoder().encodeToString("robot$a:pass:word".getBytes(StandardCharsets.UTF_8));
        var file = Files.writeString(
                folder.resolve("config.json"), "{\"auths\":{\"cr.example.io:8443\":{\"auth\":\"" + auth + "\"}}}");

        assertEquals(
                basic("robot$a", "pass:word"),
                new DockerConfig(HostPort.parse("cr.example.io:8443"), Optional.of(file)).get());
        assertEquals(
                new Credentials.Anonymous(),
                new DockerConfig(HostPort.parse("cr.example.io"), Optional.of(file)).get());
    }

    @Test
    void keptCredentialsAreAskedForAnewAfterTheirTime() {
        var asked = new AtomicInteger();
        var nanos = new AtomicLong();
        var kept = new Kept(() -> basic("u", "p" + asked.incrementAndGet()), Duration.ofSeconds(1), nanos::get);

        assertEquals(basic("u", "p1"), kept.get());
        nanos.set(1_000_000_000);
        assertEquals(basic("u", "p1"), kept.get());
        nanos.set(1_000_000_001);
        assertEquals(basic("u", "p2"), kept.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gcr.io",
                "eu.gcr.io",
                "us-docker.pkg.dev",
                "europe-west1-docker.pkg.dev",
                "gcr.io:443",
                "docker.us-west1.rep.pkg.dev"
            })
    void googlesHostsAreKnown(String host) {
        assertTrue(GoogleDefault.isGoogles(HostPort.parse(host)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evilgcr.io",
                "gcr.io.evil.example",
                "x.gcr.io",
                "docker.pkg.dev",
                "docker.rep.pkg.dev",
                "docker.a.b.rep.pkg.dev",
                "docker.us-west1.rep.pkg.dev.example",
                "evil-docker.pkg.dev.example",
                "pkg.dev",
                "a.us-docker.pkg.dev",
                "gcr.io:8443",
                "harbor.example.io"
            })
    void noOtherHostGetsGooglesToken(String host) {
        assertFalse(GoogleDefault.isGoogles(HostPort.parse(host)));
        assertThrows(IllegalArgumentException.class, () -> CredentialSource.googleDefault(HostPort.parse(host)));
    }

    @Test
    void googleTokenIsForCloudPlatformAndFetchedOnce() throws Exception {
        var asked = new AtomicInteger();
        var assertion = new AtomicReference<>("");
        var keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", exchange -> {
            asked.incrementAndGet();
            assertion.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var body = "{\"access_token\":\"ya29.test\",\"expires_in\":3600,\"token_type\":\"Bearer\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            var account = ServiceAccountCredentials.newBuilder()
                    .setClientEmail("replicator@example-project.iam.gserviceaccount.com")
                    .setPrivateKey(keys.generateKeyPair().getPrivate())
                    .setTokenServerUri(
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token"))
                    .build();
            var source = new GoogleDefault(HostPort.parse("gcr.io"), () -> account);

            assertEquals(basic("oauth2accesstoken", "ya29.test"), source.get());
            assertEquals(basic("oauth2accesstoken", "ya29.test"), source.get());
        } finally {
            server.stop(0);
        }
        var claims = URLDecoder.decode(assertion.get(), StandardCharsets.UTF_8).split("\\.", -1)[1];
        assertTrue(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8)
                .contains("https://www.googleapis.com/auth/cloud-platform"));
        assertEquals(1, asked.get());
    }
}

package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.TagGate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real registry behind a token service that behaves like Harbor's, or worse. */
class LoginIT {
    private static final String PASSWORD = "canary-password-7f3a";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("robot$copy:" + PASSWORD).getBytes(UTF_8));

    private final AtomicInteger issued = new AtomicInteger();
    private final RegistryProcess process = new RegistryProcess();
    private final Face face = Face.of(process);
    private final Blob config = Blob.of("{}");

    /** The newest token; older ones are refused. */
    private volatile String token = "";

    private volatile String expiresIn = "1800";

    LoginIT() throws IOException {}

    @BeforeEach
    void pushAnImage() {
        try (var direct = new Registry(process.config())) {
            Images.push(direct, "library/app", "v1", Images.image(config), config);
        }
        face.on("GET", "/service/token", this::issue);
        guard(face, "http://" + face.host() + "/service/token");
    }

    @AfterEach
    void close() {
        face.close();
        process.close();
    }

    /** Asks for the newest token on all of {@code /v2/}. */
    private void guard(Face guarded, String realm) {
        guarded.rule(exchange -> {
            if (!exchange.getRequestURI().getPath().startsWith("/v2/") || holdsToken(exchange)) {
                return false;
            }
            Face.body(
                            401,
                            "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"no\"}]}",
                            "WWW-Authenticate",
                            "Bearer realm=\"" + realm + "\",service=\"harbor-registry\",scope=\"repository:x:pull\"")
                    .to(exchange);
            return true;
        });
    }

    private boolean holdsToken(HttpExchange exchange) {
        return ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void issue(HttpExchange exchange) throws IOException {
        if (!BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            Face.error(401, "UNAUTHORIZED").to(exchange);
            return;
        }
        token = "token-" + issued.incrementAndGet();
        Face.body(200, "{\"token\":\"" + token + "\",\"access_token\":\"\",\"expires_in\":" + expiresIn + "}")
                .to(exchange);
    }

    private RegistryConfig config() {
        return face.config().withCredentials(CredentialSource.fixed("robot$copy", Secret.of(PASSWORD)));
    }

    private List<String> tokenRequests() {
        return face.requests("/service/token");
    }

    @Test
    void firstChallengeIsAnsweredAndLaterRequestsCarryTheToken() {
        try (var registry = new Registry(config())) {
            assertTrue(registry.headManifest("library/app", "v1").isPresent());
            assertTrue(registry.getManifest("library/app", "v1").isPresent());
            assertTrue(registry.hasBlob("library/app", config.digest()));

            assertEquals(3 + 1 + 1, registry.requests());
            assertEquals(
                    List.of("GET /service/token?service=harbor-registry&scope=repository%3Alibrary%2Fapp%3Apull"),
                    tokenRequests());
        }
    }

    @Test
    void otherRepositoryNeedsATokenButNoChallenge() {
        try (var registry = new Registry(config())) {
            registry.headManifest("library/app", "v1");
            face.forget();

            registry.headManifest("library/other", "v1");

            assertEquals(2, face.seen().size());
            assertTrue(face.seen().getFirst().path().startsWith("/service/token"));
        }
    }

    @Test
    void tokenThatRanOutIsFetchedAnewOnce() {
        try (var registry = new Registry(config())) {
            registry.headManifest("library/app", "v1");
            token = "revoked";

            assertTrue(registry.headManifest("library/app", "v1").isPresent());
            assertEquals(2, issued.get());
        }
    }

    @Test
    void tokenWithoutLifeIsTakenForAMinute() {
        expiresIn = "0";
        try (var registry = new Registry(config())) {
            registry.headManifest("library/app", "v1");
            registry.headManifest("library/app", "v1");

            assertEquals(1, issued.get());
        }
    }

    @Test
    void manyThreadsFetchOneToken() throws Exception {
        try (var registry = new Registry(config());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            registry.headManifest("library/other", "v1");
            issued.set(0);
            var answers = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(
                        () -> registry.headManifest("library/app", "v1").isPresent()));
            }
            for (var answer : answers) {
                assertTrue(answer.get());
            }
        }
        assertEquals(1, issued.get());
    }

    /** As Harbor does for an unknown project and for missing rights, whether the token is fresh or an old one was shown. */
    @Test
    void refusalOfATokenThatTheServiceGaveIsNoCredentialFault() {
        for (var challenge :
                List.of("Bearer realm=\"http://" + face.host() + "/service/token\"", "Basic realm=\"harbor\"", "")) {
            try (var registry = new Registry(config())) {
                assertTrue(registry.headManifest("library/app", "v1").isPresent());
                face.on("HEAD", "/v2/unknown/", Face.status(401, "WWW-Authenticate", challenge));

                for (var attempt = 0; attempt < 2; attempt++) {
                    var fault = assertThrows(ArtifactFault.class, () -> registry.headManifest("unknown/app", "v1"));
                    assertEquals(Optional.of(face.host().toString()), fault.refusedBy(), challenge);
                }
                assertTrue(registry.headManifest("library/app", "v1").isPresent());
            }
        }
    }

    @Test
    void anonymousWhoIsGivenATokenAndRefusedIsNoCredentialFault() {
        face.on(
                "GET",
                "/service/token",
                exchange -> Face.body(200, "{\"token\":\"for-anybody\"}").to(exchange));
        try (var registry = new Registry(face.config())) {
            for (var attempt = 0; attempt < 2; attempt++) {
                assertThrows(ArtifactFault.class, () -> registry.headManifest("library/app", "v1"));
            }
        }
    }

    @Test
    void wrongPasswordIsACredentialFaultThatDoesNotShowIt() {
        var wrong = face.config().withCredentials(CredentialSource.fixed("robot$copy", Secret.of("wrong-canary")));
        try (var registry = new Registry(wrong)) {
            var fault = assertThrows(CredentialFault.class, () -> registry.headManifest("library/app", "v1"));

            assertFalse(fault.toString().contains("wrong-canary"));
            assertTrue(String.valueOf(fault.getMessage())
                    .startsWith("Cannot get a token for repository:library/app:pull"));
        }
    }

    @Test
    void tokenServiceThatForbidsIsARefusalAndOneThatFailsARegistryFault() {
        try (var registry = new Registry(config())) {
            face.on("GET", "/service/token", Face.error(403, "DENIED"));
            var forbidden = assertThrows(ArtifactFault.class, () -> registry.headManifest("library/app", "v1"));
            assertEquals("DENIED", forbidden.code());
            assertTrue(forbidden.refusedBy().isPresent());

            face.on("GET", "/service/token", Face.status(503, "Retry-After", "31"));
            assertEquals(
                    "HTTP_503",
                    assertThrows(RegistryFault.class, () -> registry.headManifest("library/app", "v1"))
                            .code());
        }
    }

    @Test
    void answerWithoutATokenIsACredentialFault() {
        for (var answer : List.of("{}", "{\"token\":\"\"}", "<html>", "{\"token\":\"a b\\r\\nX: y\"}", "[]", "")) {
            try (var registry = new Registry(config())) {
                face.on("GET", "/service/token", Face.body(200, answer));
                assertEquals(
                        CredentialFault.TOKEN_INVALID,
                        assertThrows(CredentialFault.class, () -> registry.headManifest("library/app", "v1"))
                                .code(),
                        answer);
            }
        }
    }

    @Test
    void accessTokenIsTakenToo() {
        face.on("GET", "/service/token", exchange -> {
            token = "other-name";
            Face.body(200, "{\"access_token\":\"other-name\"}").to(exchange);
        });
        try (var registry = new Registry(config())) {
            assertTrue(registry.headManifest("library/app", "v1").isPresent());
        }
    }

    @Test
    void nobodyGetsATokenWithoutAPassword() {
        face.on("GET", "/service/token", exchange -> {
            token = exchange.getRequestHeaders().containsKey("Authorization") ? "" : "for-everyone";
            Face.body(200, "{\"token\":\"" + token + "\"}").to(exchange);
        });
        try (var registry = new Registry(face.config())) {
            assertTrue(registry.headManifest("library/app", "v1").isPresent());
        }
    }

    @Test
    void foreignRealmNeverHearsOfUs() throws IOException {
        try (var evil = Face.alone();
                var registry = new Registry(config())) {
            guard(face, "http://" + evil.host() + "/token");

            var fault = assertThrows(CredentialFault.class, () -> registry.headManifest("library/app", "v1"));

            assertEquals(CredentialFault.REALM_REFUSED, fault.code());
            assertTrue(String.valueOf(fault.getMessage()).contains("add " + evil.host() + " to token-hosts"));
            assertEquals(List.of(), evil.seen());
        }
    }

    @Test
    void realmThatTheConfigurationNamesIsUsed() throws IOException {
        try (var service = Face.alone();
                var registry = new Registry(config().withTokenHosts(Set.of(service.host())))) {
            service.on("GET", "/token", this::issue);
            guard(face, "http://" + service.host() + "/token?tenant=a");

            assertTrue(registry.headManifest("library/app", "v1").isPresent());
            assertTrue(service.seen().getFirst().path().startsWith("/token?tenant=a&service=harbor-registry&scope="));
        }
    }

    @Test
    void redirectOfATokenRequestIsNotFollowed() throws IOException {
        try (var evil = Face.alone();
                var registry = new Registry(config())) {
            face.on("GET", "/service/token", Face.status(307, "Location", "http://" + evil.host() + "/"));

            assertThrows(RegistryFault.class, () -> registry.headManifest("library/app", "v1"));
            assertEquals(List.of(), evil.seen());
        }
    }

    @Test
    void basicIsShownWhereItIsAskedFor() throws IOException {
        try (var basic = Face.of(process)) {
            basic.rule(exchange -> {
                if (BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    return false;
                }
                Face.status(401, "WWW-Authenticate", "Basic realm=\"x\"").to(exchange);
                return true;
            });
            try (var registry = new Registry(
                            basic.config().withCredentials(CredentialSource.fixed("robot$copy", Secret.of(PASSWORD))));
                    var nobody = new Registry(basic.config())) {
                assertTrue(registry.headManifest("library/app", "v1").isPresent());
                assertTrue(registry.headManifest("library/app", "v1").isPresent());
                assertEquals(3, registry.requests());
                assertThrows(CredentialFault.class, () -> nobody.headManifest("library/app", "v1"));
            }
        }
    }

    @Test
    void wrongBasicIsACredentialFaultWithoutASecondTry() {
        face.on("HEAD", "/v2/", Face.status(401, "WWW-Authenticate", "Basic realm=\"x\""));
        try (var registry = new Registry(config())) {
            assertThrows(CredentialFault.class, () -> registry.headManifest("library/app", "v1"));
            assertEquals(2, registry.requests());
            assertThrows(CredentialFault.class, () -> registry.headManifest("library/app", "v1"));
            assertEquals(3, registry.requests());
        }
    }

    @Test
    void challengeThatCannotBeAnsweredIsACredentialFault() {
        for (var challenge : List.of("", "Negotiate", "Bearer", "Bearer realm=\"\"", "Bearer realm=\"not a url\"")) {
            face.on("HEAD", "/v2/", Face.status(401, "WWW-Authenticate", challenge));
            try (var registry = new Registry(config())) {
                assertThrows(CredentialFault.class, () -> registry.headManifest("library/app", "v1"), challenge);
            }
        }
    }

    @Test
    void passwordFileThatIsGoneIsACredentialFault() {
        var source = CredentialSource.passwordFile("robot$copy", Path.of("/nowhere/password"));
        try (var registry = new Registry(face.config().withCredentials(source))) {
            var fault = assertThrows(CredentialFault.class, () -> registry.headManifest("library/app", "v1"));

            assertEquals(CredentialFault.CREDENTIALS_UNAVAILABLE, fault.code());
            assertTrue(String.valueOf(fault.getMessage()).contains("/nowhere/password"));
        }
    }

    @Test
    void wholePushNeedsOneTokenAndTheReportCountsIt() throws IOException {
        var layer = Blob.random(1, 1_000);
        var image = Images.image(config, layer);
        try (var sourceProcess = new RegistryProcess();
                var source = new Registry(sourceProcess.config());
                var target = new Registry(config())) {
            Images.push(source, "library/new", "v1", image, config, layer);
            var order = new CopyOrder(
                    "library/new",
                    image.digest(),
                    "library/new",
                    Optional.of("v1"),
                    TagGate.ALWAYS,
                    CopyListener.SILENT);

            var report = new Copier(source, target, CopyLimits.defaults())
                    .copy(order)
                    .report();

            // HEAD tag twice around the token, 2 for each blob, PUT; 3 GETs at the source.
            assertEquals(1, issued.get());
            assertEquals((2 + 1 + 2 * 2 + 1) + 3, report.requests());
            assertTrue(tokenRequests().getFirst().endsWith("scope=repository%3Alibrary%2Fnew%3Apull%2Cpush"));
        }
    }
}

package io.breakwater.testkit.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Google's part: a key, the place where it is published, and tokens that it has signed. */
public final class KeyServer implements AutoCloseable {
    public static final String AUDIENCE = "https://ingest.example.com/webhooks/pubsub";
    public static final String ACCOUNT = "pubsub@example-project.iam.gserviceaccount.com";

    private static final long PACE_MILLIS = 100;

    private final HttpServer server;
    private final RSAKey key = key();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch mayAnswer;

    private KeyServer(CountDownLatch mayAnswer) {
        this.mayAnswer = mayAnswer;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/certs", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                while (!mayAnswer.await(PACE_MILLIS, MILLISECONDS)) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                }
                exchange.getResponseBody().write(new JWKSet(key).toString().getBytes(UTF_8));
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        server.start();
    }

    public static KeyServer start() {
        return new KeyServer(new CountDownLatch(0));
    }

    /** One whose answers begin with blanks, one after another until it is closed: nobody can say that it is silent. */
    public static KeyServer slow() {
        return new KeyServer(new CountDownLatch(1));
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/certs");
    }

    /** How often the keys were asked for. */
    public int asked() {
        return asked.get();
    }

    /** What Pub/Sub would put into a token. */
    public static JWTClaimsSet.Builder claims() {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer("https://accounts.google.com")
                .audience(AUDIENCE)
                .subject("113774264463038321964")
                .claim("azp", "113774264463038321964")
                .claim("email", ACCOUNT)
                .claim("email_verified", true)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3_600)));
    }

    public String token(JWTClaimsSet claims) {
        return token(claims, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()));
    }

    public String token(JWTClaimsSet claims, JWSHeader.Builder header) {
        try {
            var token = new SignedJWT(header.build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        mayAnswer.countDown();
        server.stop(0);
    }
}

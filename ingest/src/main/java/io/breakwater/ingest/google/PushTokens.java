package io.breakwater.ingest.google;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Set;

/**
 * Whether a token was signed by Google, for us, on behalf of the subscription's account, and is still good (OpenID Connect
 * Core, 3.1.3.7). The keys are kept, and fetched again before they grow old.
 */
public final class PushTokens {
    private static final Set<String> ISSUERS = Set.of("https://accounts.google.com", "accounts.google.com");

    /** To connect and to read, each; a webhook is answered within 2.5 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int LONGEST_KEY_SET = 64 << 10;
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration REFRESH_WITHIN = Duration.ofSeconds(2);
    /** Kept through an outage of whoever publishes them. */
    private static final Duration KEPT_IN_AN_OUTAGE = Duration.ofHours(12);

    /** Matches every key. */
    private static final JWKSelector ANY_KEY = new JWKSelector(new JWKMatcher.Builder().build());

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final JWKSource<SecurityContext> keys;

    /** What a token turned out to be. */
    public sealed interface Verdict {
        record Genuine() implements Verdict {}

        /** @param why without any part of the token */
        record Refused(String why) implements Verdict {}

        /** The keys can't be fetched now. */
        record Undecided() implements Verdict {}
    }

    public PushTokens(PubSubPush push) {
        this(push, PATIENCE);
    }

    /** @param patience to connect and to read, each */
    PushTokens(PubSubPush push, Duration patience) {
        keys = keys(push, patience);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        var exact = new JWTClaimsSet.Builder()
                .claim("email", push.account())
                .claim("email_verified", true)
                .build();
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(push.audience(), exact, Set.of("iss", "exp", "iat", "sub")));
    }

    private static JWKSource<SecurityContext> keys(PubSubPush push, Duration each) {
        try {
            var patience = Math.toIntExact(each.toMillis());
            var retriever = new DefaultResourceRetriever(patience, patience, LONGEST_KEY_SET);
            return JWKSourceBuilder.<SecurityContext>create(push.keys().toURL(), retriever)
                    .cache(KEPT.toMillis(), REFRESH_WITHIN.toMillis())
                    .refreshAheadCache(false)
                    .outageTolerant(KEPT_IN_AN_OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the keys' address is none: " + push.keys(), e);
        }
    }

    /** May wait for the keys; never to be called on an event loop. */
    public Verdict verify(String token) {
        try {
            var claims = processor.process(token, null);
            return ISSUERS.contains(claims.getIssuer())
                    ? new Verdict.Genuine()
                    : new Verdict.Refused("its issuer is not Google");
        } catch (ParseException e) {
            return new Verdict.Refused("it is no JSON Web Token");
        } catch (BadJOSEException e) {
            return new Verdict.Refused("its signature, audience, account or time is not as expected");
        } catch (RateLimitReachedException e) {
            // A key that is not known is asked for, but not for each token anew.
            return hasKeys()
                    ? new Verdict.Refused("it is signed by a key that is not among the published ones")
                    : new Verdict.Undecided();
        } catch (JOSEException e) {
            return new Verdict.Undecided();
        }
    }

    private boolean hasKeys() {
        try {
            return !keys.get(ANY_KEY, null).isEmpty();
        } catch (KeySourceException e) {
            return false;
        }
    }
}

package io.breakwater.registry;

import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Credentials;
import io.breakwater.registry.auth.CredentialsUnavailable;
import java.util.List;
import java.util.Optional;

/**
 * Knows how this registry wants to be shown who we are. The first challenge teaches it; from then on requests carry what is
 * needed without being asked.
 */
final class Login {
    private sealed interface Scheme {
        /** Nobody has asked yet. */
        record Unasked() implements Scheme {}

        record Basic() implements Scheme {}

        record Bearer(TokenService service) implements Scheme {}
    }

    private final CredentialSource credentials;
    private final HostPolicy policy;
    private final TokenCache tokens = new TokenCache(System::nanoTime);
    private volatile Scheme scheme = new Scheme.Unasked();

    Login(CredentialSource credentials, HostPolicy policy) {
        this.credentials = credentials;
        this.policy = policy;
    }

    /** What to show with a request for {@code scope}, as far as is known; may fetch a token. */
    Optional<Authorization> authorization(TokenScope scope, TokenService.Sender sender) {
        return authorization(scheme, scope, sender);
    }

    private Optional<Authorization> authorization(Scheme asked, TokenScope scope, TokenService.Sender sender) {
        return switch (asked) {
            case Scheme.Unasked() -> Optional.empty();
            case Scheme.Basic() -> password();
            case Scheme.Bearer(var service) ->
                Optional.of(tokens.get(scope, () -> service.fetch(scope, credentials(), sender)));
        };
    }

    /** Whether the registry itself looks at the password, and no token service has told that it knows us. */
    boolean isByPassword() {
        return scheme instanceof Scheme.Basic;
    }

    /** User name and password, where there are any. @throws CredentialFault if they cannot be read */
    Optional<Authorization> password() {
        return credentials() instanceof Credentials.Basic basic
                ? Optional.of(Authorization.basic(basic))
                : Optional.empty();
    }

    /**
     * What to show after a 401.
     *
     * @param refused what was shown in vain
     * @throws CredentialFault if there is nothing else to show, and no token service that knows us
     * @throws ArtifactFault if the same token was given again
     */
    Authorization answer(Call call, Answer unauthorized, Optional<Authorization> refused, TokenService.Sender sender) {
        var asked = asked(call, unauthorized, scheme);
        refused.ifPresent(shown -> tokens.drop(call.scope(), shown));
        return authorization(asked, call.scope(), sender)
                .filter(shown -> !Optional.of(shown).equals(refused))
                .orElseThrow(() -> nothingElse(asked, call, unauthorized));
    }

    /** A token service may give the same token again. */
    private static RegistryException nothingElse(Scheme asked, Call call, Answer unauthorized) {
        return asked instanceof Scheme.Bearer
                ? Faults.of(call.what(), call.tried(), unauthorized)
                : Faults.login(call.what(), call.tried(), unauthorized);
    }

    /**
     * How to answer this challenge. Once a registry has asked for tokens it is shown tokens: Harbor answers a token that
     * lacks the right with {@code Basic} or with no challenge at all, which would hide that it knows us.
     */
    private Scheme asked(Call call, Answer unauthorized, Scheme known) {
        var challenges = Challenge.parse(unauthorized.all("WWW-Authenticate"));
        var bearer = find(challenges, "bearer");
        if (bearer.isPresent()) {
            scheme = new Scheme.Bearer(tokenService(call, bearer.get()));
            return scheme;
        }
        var basic = find(challenges, "basic").isPresent();
        if (known instanceof Scheme.Bearer) {
            // A catalogue takes no tokens (Harbor), so Basic is tried where it is asked for and there is something to
            // show.
            return basic && credentials() instanceof Credentials.Basic ? new Scheme.Basic() : known;
        }
        if (basic) {
            scheme = new Scheme.Basic();
            return scheme;
        }
        throw Faults.login(call.what(), call.tried(), unauthorized);
    }

    /** Forgets a token that was refused where it cannot be shown again. */
    void drop(TokenScope scope, Authorization refused) {
        tokens.drop(scope, refused);
    }

    private static Optional<Challenge> find(List<Challenge> challenges, String scheme) {
        return challenges.stream().filter(challenge -> challenge.is(scheme)).findFirst();
    }

    private TokenService tokenService(Call call, Challenge challenge) {
        return switch (policy.realm(challenge.parameter("realm").orElse(""))) {
            case HostPolicy.Ruling.Trusted(var realm) -> new TokenService(realm, challenge.parameter("service"));
            case HostPolicy.Ruling.Foreign(var realm) ->
                throw refused(call, "add it to token-hosts: " + realm.getHost());
            case HostPolicy.Ruling.Refused(var because) -> throw refused(call, because);
        };
    }

    private CredentialFault refused(Call call, String because) {
        return new CredentialFault(
                CredentialFault.REALM_REFUSED,
                Faults.message(
                        call.tried(),
                        policy.base().getAuthority(),
                        "it sends us to a token service that is refused",
                        "It was not contacted: " + because + "."));
    }

    private Credentials credentials() {
        try {
            return credentials.get();
        } catch (CredentialsUnavailable e) {
            throw new CredentialFault(
                    CredentialFault.CREDENTIALS_UNAVAILABLE,
                    Faults.message(
                            "log in",
                            policy.base().getAuthority(),
                            "its credentials cannot be read",
                            String.valueOf(e.getMessage())),
                    e);
        }
    }
}

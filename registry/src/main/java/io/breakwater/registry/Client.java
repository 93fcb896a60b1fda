package io.breakwater.registry;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** Calls to one registry: logged in, redirected only where the configuration allows it. Safe for use by many threads. */
final class Client implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;

    private final RegistryConfig config;
    private final URI base;
    private final HostPolicy policy;
    private final Login login;
    private final Transport transport;
    private final Budget budget;
    private final Health health = new Health();
    /** Bound while this thread holds a permit of the budget and asks a gate whether to use it. */
    private final ScopedValue<Call> atGate = ScopedValue.newInstance();

    private final ReferrersSupport referrersSupport = new ReferrersSupport(System::nanoTime);

    Client(RegistryConfig config) {
        this.config = config;
        this.base = URI.create((config.plainHttp() ? "http://" : "https://") + config.host());
        this.policy = new HostPolicy(base, config.tokenHosts(), config.redirectHosts());
        this.login = new Login(config.credentials(), policy);
        this.transport = new Transport(config, policy);
        this.budget = new Budget(config.pace(), Budget.Clock.SYSTEM);
    }

    RegistryConfig config() {
        return config;
    }

    ReferrersSupport referrersSupport() {
        return referrersSupport;
    }

    URI uri(String path) {
        return URI.create(base + path);
    }

    RequestCounter total() {
        return transport.total();
    }

    boolean knows(String authority) {
        return policy.knows(authority);
    }

    Condition condition() {
        return health.condition();
    }

    Budget budget() {
        return budget;
    }

    /**
     * Sends a call whose body, if any, can be sent twice: after a 401 it goes out once more with a fresh token, and after
     * the registry has throttled it once more when that is over, if that is soon.
     *
     * @return whatever the registry answered but 401; its stream is the caller's to close
     */
    Answer call(Call call, Caller caller) {
        var giveUpAt = Deadline.in(Budget.PATIENCE);
        while (true) {
            var answer = callLoggedIn(call, caller);
            if (!answer.isComeAgain() || budget.pause().toNanos() > giveUpAt.nanosLeft()) {
                return answer;
            }
        }
    }

    private Answer callLoggedIn(Call call, Caller caller) {
        try {
            var answer = logIn(call, caller);
            health.acceptedLogin();
            return answer;
        } catch (CredentialFault fault) {
            health.refusedLogin();
            throw fault;
        }
    }

    private Answer logIn(Call call, Caller caller) {
        TokenService.Sender sender = (request, shown) -> sendPatiently(request, shown, caller);
        var shown = login.authorization(call.scope(), sender);
        var answer = follow(call, shown, caller);
        // A host that we were redirected to gets no answer to its challenges.
        if (answer.status() == 401 && policy.isOwn(answer.uri())) {
            shown = Optional.of(login.answer(call, answer, shown, sender));
            answer = follow(call, shown, caller);
        }
        if (answer.status() == 401) {
            throw unauthorized(call, answer);
        }
        return answer;
    }

    /** A password is refused to everyone who shows it; a token may lack the right to this repository. */
    private RegistryException unauthorized(Call call, Answer answer) {
        if (!policy.isOwn(answer.uri())) {
            return strange(call, answer);
        }
        return login.isByPassword()
                ? Faults.login(call.what(), call.tried(), answer)
                : Faults.of(call.what(), call.tried(), answer);
    }

    /**
     * Sends a call whose body can be sent only once, to where an upload session lies.
     *
     * @throws RegistryFault also for a 401: the token ran out since the session began, and the next try has a fresh one
     */
    Answer callOnce(Call call, HostPolicy.Ruling where, Supplier<? extends Deadline> clock, Caller caller)
            throws IOException {
        TokenService.Sender sender = (request, shown) -> sendPatiently(request, shown, caller);
        var shown = where instanceof HostPolicy.Ruling.Trusted
                ? login.authorization(call.scope(), sender)
                : Optional.<Authorization>empty();
        var answer = send(call, call.uri(), shown, clock, caller);
        if (answer.status() == 401) {
            shown.ifPresent(refused -> login.drop(call.scope(), refused));
            throw strange(call, answer);
        }
        return answer;
    }

    /**
     * Sends a call to the registry's own host with user name and password at once, as Harbor's API wants them, whatever the
     * registry asks for under {@code /v2/}. Redirects are not followed.
     *
     * @throws IllegalArgumentException if the call goes to another host
     */
    Answer callWithPassword(Call call, Caller caller) {
        if (!policy.isOwn(call.uri())) {
            throw new IllegalArgumentException(
                    "not the registry's own host: " + call.uri().getAuthority());
        }
        return sendSafely(call, call.uri(), login.password(), caller);
    }

    /** Rules on where an upload session lies. */
    HostPolicy.Ruling location(Call call, Answer answer) {
        return allowed(call, answer, "to send the blob to a host that is refused");
    }

    /** The next page of a list; empty if it lies on another host. */
    Optional<URI> ownPage(URI from, String link) {
        return policy.next(from, link) instanceof HostPolicy.Ruling.Trusted(var uri)
                ? Optional.of(uri)
                : Optional.empty();
    }

    private HostPolicy.Ruling allowed(Call call, Answer answer, String wish) {
        var ruling = policy.next(answer.uri(), answer.header("Location").orElse(""));
        if (ruling instanceof HostPolicy.Ruling.Refused(var because)) {
            throw new RegistryFault(
                    RegistryFault.HOST_REFUSED,
                    Faults.message(
                            call.tried(),
                            base.getAuthority(),
                            "it wants us " + wish,
                            "It was not contacted: " + because + "."));
        }
        return ruling;
    }

    private Answer follow(Call call, Optional<Authorization> authorization, Caller caller) {
        var uri = call.uri();
        var shown = authorization;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            var answer = sendSafely(call, uri, shown, caller);
            if (!call.isSafe() || !answer.isRedirect()) {
                return answer;
            }
            switch (allowed(call, answer, "to go to a host that is refused")) {
                case HostPolicy.Ruling.Trusted(var next) -> uri = next;
                case HostPolicy.Ruling.Foreign(var next) -> {
                    uri = next;
                    // Once gone it stays away, should the redirects lead back.
                    shown = Optional.empty();
                }
                case HostPolicy.Ruling.Refused _ -> throw new IllegalStateException("refusals are thrown");
            }
        }
        throw new RegistryFault(
                "REDIRECT_LOOP",
                Faults.message(
                        call.tried(),
                        base.getAuthority(),
                        "more than " + MOST_REDIRECTS + " redirects",
                        "See the registry's storage settings."));
    }

    /** A pooled connection may have died unnoticed; what changes nothing is then sent a second time. */
    private Answer sendSafely(Call call, URI uri, Optional<Authorization> shown, Caller caller) {
        try {
            try {
                return send(call, uri, shown, caller);
            } catch (IOException e) {
                if (!call.isSafe() || Transport.isNoConnection(e) || isTimeout(e)) {
                    throw e;
                }
                return send(call, uri, shown, caller);
            }
        } catch (IOException e) {
            throw Faults.of(call.tried(), uri.getAuthority(), e);
        }
    }

    private static boolean isTimeout(IOException e) {
        return e instanceof SocketTimeoutException;
    }

    private Answer send(Call call, URI uri, Optional<Authorization> shown, Caller caller) throws IOException {
        return send(call, uri, shown, () -> Deadline.in(config.timeout()), caller);
    }

    /** @param clock started when the request leaves: waiting for our own turn is nobody's delay */
    private Answer send(
            Call call, URI uri, Optional<Authorization> shown, Supplier<? extends Deadline> clock, Caller caller)
            throws IOException {
        var permit = permit(call, caller).orElseThrow(() -> leftAlone(call));
        var handedOn = false;
        try {
            if (!ScopedValue.where(atGate, call).call(call.gate()::getAsBoolean)) {
                throw new GateClosed();
            }
            var request = call.request(uri, shown, config.userAgent());
            var answer = watched(uri, request, call, clock.get(), caller);
            if (answer.isThrottled()) {
                budget.throttled(permit, Faults.retryAfter(answer.header("Retry-After")));
            } else {
                budget.answered();
            }
            handedOn = call.use() == Budget.Use.DOWNLOAD && answer.isSuccess();
            return handedOn ? answer.closing(permit::close) : answer;
        } finally {
            if (!handedOn) {
                permit.close();
            }
        }
    }

    /** What a gate asks of this registry goes before the call that waits for it, whose permit may be the only one. */
    private Optional<Budget.Permit> permit(Call call, Caller caller) {
        return atGate.isBound() && call.use() == Budget.Use.CALL
                ? budget.acquire(Budget.Use.LAST_LOOK, false)
                : budget.acquire(call.use(), caller.behind());
    }

    private Answer watched(URI uri, HttpUriRequestBase request, Call call, Deadline deadline, Caller caller)
            throws IOException {
        try {
            var answer = transport.send(uri, request, call.reading(), deadline, caller.counter());
            health.answered(answer.status());
            return answer;
        } catch (IOException e) {
            health.failed();
            throw e;
        }
    }

    /** A token service throttles too. */
    private Answer sendPatiently(Call request, Optional<Authorization> shown, Caller caller) throws IOException {
        var giveUpAt = Deadline.in(Budget.PATIENCE);
        while (true) {
            var answer = send(request, request.uri(), shown, caller);
            if (!answer.isComeAgain() || budget.pause().toNanos() > giveUpAt.nanosLeft()) {
                return answer;
            }
        }
    }

    /** The gate of a call said no; nothing was sent. */
    static final class GateClosed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private RegistryFault leftAlone(Call call) {
        var pause = budget.pause();
        return new RegistryFault(
                RegistryFault.TOOMANYREQUESTS,
                Faults.message(
                        call.tried(),
                        base.getAuthority(),
                        "it asked not to be asked for " + (pause.toSeconds() + 1) + " s more",
                        "It is throttling; ask for a larger quota if that lasts."),
                Optional.of(pause));
    }

    private static RegistryFault strange(Call call, Answer answer) {
        return new RegistryFault(
                "HTTP_401",
                Faults.message(
                        call.tried(),
                        answer.uri().getAuthority(),
                        "401 in the middle of a transfer",
                        "It starts anew when it is tried again."));
    }

    @Override
    public void close() {
        transport.close();
    }
}

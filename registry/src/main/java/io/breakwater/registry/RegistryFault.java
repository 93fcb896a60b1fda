package io.breakwater.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registry is out of reach, throttles, or is not well: as a rule it would refuse any other artifact as well, but see
 * {@link #isInternalError()}. Wait, then try again.
 */
public final class RegistryFault extends RegistryException {
    /** No connection: refused, no such host, no trust in its certificate. */
    public static final String UNREACHABLE = "UNREACHABLE";

    /** A connection broke in the middle. */
    public static final String CONNECTION_LOST = "CONNECTION_LOST";

    /** No answer in the configured time, or a body that stood still. */
    public static final String TIMEOUT = "TIMEOUT";

    /** What answers there is not the registry, but something before it. */
    public static final String NO_REGISTRY = "NO_REGISTRY";

    /** It throttles us (distribution-spec, "Error Codes"). */
    public static final String TOOMANYREQUESTS = "TOOMANYREQUESTS";

    /** It wants us to go to a host that the configuration does not allow. */
    public static final String HOST_REFUSED = "HOST_REFUSED";

    private static final Set<String> PASSING = Set.of(
            UNREACHABLE, CONNECTION_LOST, TIMEOUT, "UNAVAILABLE", "HTTP_500", "HTTP_502", "HTTP_503", "HTTP_504");

    private static final long serialVersionUID = 1;

    private final @Nullable Duration retryAfter;
    private final boolean internalError;

    public RegistryFault(String code, String message) {
        this(code, Explanation.of(message));
    }

    public RegistryFault(String code, Explanation why) {
        this(code, why, Optional.empty());
    }

    public RegistryFault(String code, String message, Optional<Duration> retryAfter) {
        this(code, Explanation.of(message), retryAfter);
    }

    public RegistryFault(String code, Explanation why, Optional<Duration> retryAfter) {
        this(code, why, retryAfter, false);
    }

    private RegistryFault(String code, Explanation why, Optional<Duration> retryAfter, boolean internalError) {
        super(code, why, null);
        this.retryAfter = retryAfter.orElse(null);
        this.internalError = internalError;
    }

    /** The answer to any other question than for a token is 500. */
    static RegistryFault internalError(Explanation why, Optional<Duration> retryAfter) {
        return new RegistryFault("HTTP_500", why, retryAfter, retryAfter.isEmpty());
    }

    /** The same, where it does not say for how long. */
    public static RegistryFault internalError(String message) {
        return internalError(Explanation.of(message), Optional.empty());
    }

    public RegistryFault(String code, Explanation why, @Nullable Throwable cause) {
        super(code, why, cause);
        this.retryAfter = null;
        this.internalError = false;
    }

    /**
     * Whether a registry that starts anew, or a line that breaks, looks like this: the same request may well be answered in a
     * moment. Throttling does not; it is waited for before the next request goes out.
     */
    public boolean isPassing() {
        return PASSING.contains(code());
    }

    /**
     * Whether the registry, or a host that it sends us to, failed at what it was asked and does not say for how long (RFC 9110, 15.6.1). It may be
     * unwell; but distribution says it for ever of an artifact of which its storage has lost a part. A token service's is
     * none: it knows nothing of artifacts.
     */
    public boolean isInternalError() {
        return internalError;
    }

    /** How long the registry asked us to wait ({@code Retry-After}; RFC 9110, 10.2.3); at most a day. Often it does not say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

package io.breakwater.registry;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registry is out of reach, throttles, or is not well: it would refuse any other artifact as well. Wait, then try again.
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

    public static final String TOOMANYREQUESTS = "TOOMANYREQUESTS";

    /** It wants us to go to a host that the configuration does not allow. */
    public static final String HOST_REFUSED = "HOST_REFUSED";

    private static final long serialVersionUID = 1;

    private final @Nullable Duration retryAfter;

    public RegistryFault(String code, String message) {
        this(code, message, Optional.empty());
    }

    public RegistryFault(String code, String message, Optional<Duration> retryAfter) {
        super(code, message, null);
        this.retryAfter = retryAfter.orElse(null);
    }

    public RegistryFault(String code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
        this.retryAfter = null;
    }

    /** How long the registry asked us to wait ({@code Retry-After}); at most a day. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

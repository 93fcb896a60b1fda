package io.breakwater.registry;

import org.jspecify.annotations.Nullable;

/**
 * A registry or its token service does not accept our credentials, or we have none to show. Nothing gets better before
 * somebody changes the configuration or the account. A registry that refuses a token which its token service gave, and
 * a token service that answers 403, know who we are: that is an {@link ArtifactFault#refusedBy() refusal}.
 */
public final class CredentialFault extends RegistryException {
    /** What was shown is not accepted (distribution-spec, "Error Codes"). */
    public static final String UNAUTHORIZED = "UNAUTHORIZED";

    /** The source of our credentials has failed: a file, a helper, Google's library. */
    public static final String CREDENTIALS_UNAVAILABLE = "CREDENTIALS_UNAVAILABLE";

    /** The registry names a token service ({@code realm}) that the configuration does not allow. */
    public static final String REALM_REFUSED = "REALM_REFUSED";

    /** The token service answered, but with no token. */
    public static final String TOKEN_INVALID = "TOKEN_INVALID";

    private static final long serialVersionUID = 1;

    public CredentialFault(String code, String message) {
        this(code, Explanation.of(message));
    }

    public CredentialFault(String code, Explanation why) {
        this(code, why, null);
    }

    public CredentialFault(String code, Explanation why, @Nullable Throwable cause) {
        super(code, why, cause);
    }
}

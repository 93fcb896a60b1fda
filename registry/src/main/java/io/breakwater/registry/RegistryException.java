package io.breakwater.registry;

import org.jspecify.annotations.Nullable;

/**
 * A registry did not do what was asked. The type says whose fault it is, and so what happens next: {@link ArtifactFault} that
 * of what was asked for, {@link RegistryFault} the registry's, {@link CredentialFault} that of who we say that we are. The
 * message says what was tried, where, what was seen and what to do, and never holds a secret or a signed URL.
 */
public abstract sealed class RegistryException extends RuntimeException
        permits ArtifactFault, RegistryFault, CredentialFault {
    private static final long serialVersionUID = 1;

    private final String code;
    private final Explanation explanation;

    RegistryException(String code, Explanation explanation, @Nullable Throwable cause) {
        super(explanation.toString(), cause);
        this.code = code;
        this.explanation = explanation;
    }

    /**
     * For programs: the registry's own error code ({@code MANIFEST_UNKNOWN}, {@code DENIED}; distribution-spec, "Error
     * Codes"), one of the constants of these classes, or {@code HTTP_} and the status of an answer that has no code.
     */
    public String code() {
        return code;
    }

    /** For people: the message, what is wrong apart from what to do. */
    public Explanation explanation() {
        return explanation;
    }
}

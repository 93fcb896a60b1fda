package io.breakwater.registry;

import org.jspecify.annotations.Nullable;

/**
 * A registry did not do what was asked. The type says whose fault it is, and so what happens next; the message says what
 * was tried, where, what was seen and what to do, and never holds a secret or a signed URL.
 */
public abstract sealed class RegistryException extends RuntimeException
        permits ArtifactFault, RegistryFault, CredentialFault {
    private static final long serialVersionUID = 1;

    private final String code;

    RegistryException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** For programs: the registry's own error code ({@code MANIFEST_UNKNOWN}, {@code DENIED}) or one of ours. */
    public String code() {
        return code;
    }
}

package io.breakwater.registry;

import io.breakwater.registry.reference.Digest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something is wrong with this artifact, or with what may be done to it: it is gone, its bytes are not what their digest
 * says, a policy refuses it. Trying again changes nothing; other artifacts are not concerned.
 */
public final class ArtifactFault extends RegistryException {
    /** The bytes are not those that the digest promised. */
    public static final String DIGEST_MISMATCH = "DIGEST_MISMATCH";

    /** There are more or fewer bytes than the descriptor promised. */
    public static final String SIZE_MISMATCH = "SIZE_MISMATCH";

    /** The manifest cannot be read, or can be read in two ways. */
    public static final String MANIFEST_INVALID = "MANIFEST_INVALID";

    public static final String MANIFEST_UNKNOWN = "MANIFEST_UNKNOWN";
    public static final String BLOB_UNKNOWN = "BLOB_UNKNOWN";

    /** The artifact is larger than what we take: manifests, children, layers or nesting. */
    public static final String TOO_LARGE = "TOO_LARGE";

    /** The registry answered something that no registry should. */
    public static final String UNEXPECTED_ANSWER = "UNEXPECTED_ANSWER";

    private static final long serialVersionUID = 1;

    private final transient Set<Digest> named;

    public ArtifactFault(String code, String message) {
        this(code, message, Set.of());
    }

    public ArtifactFault(String code, String message, Set<Digest> named) {
        super(code, message, null);
        this.named = Set.copyOf(named);
    }

    public ArtifactFault(String code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
        this.named = Set.of();
    }

    /** The digests that the registry named as the cause, such as blobs that it has not got; often none. */
    public Set<Digest> named() {
        return named;
    }
}

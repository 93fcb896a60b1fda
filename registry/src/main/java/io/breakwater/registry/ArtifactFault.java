package io.breakwater.registry;

import io.breakwater.registry.reference.Digest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something is wrong with this artifact, or with what may be done to it: it is gone, its bytes are not what their digest
 * says, a policy refuses it. Trying again changes nothing and other artifacts are not concerned; but of a refusal
 * ({@link #refusedBy()}) one answer alone tells neither.
 */
public final class ArtifactFault extends RegistryException {
    /** The bytes are not those that the digest promised. */
    public static final String DIGEST_MISMATCH = "DIGEST_MISMATCH";

    /** There are more or fewer bytes than the descriptor promised. */
    public static final String SIZE_MISMATCH = "SIZE_MISMATCH";

    /** The manifest cannot be read, or can be read in two ways (image-spec, "Media Type Conflicts"). */
    public static final String MANIFEST_INVALID = "MANIFEST_INVALID";

    /** There is no such manifest (distribution-spec, "Error Codes"). */
    public static final String MANIFEST_UNKNOWN = "MANIFEST_UNKNOWN";

    /** There is no such blob (distribution-spec, "Error Codes"). */
    public static final String BLOB_UNKNOWN = "BLOB_UNKNOWN";

    /** The artifact is larger than what we take: manifests, children, layers or nesting. */
    public static final String TOO_LARGE = "TOO_LARGE";

    /** The registry answered something that no registry should. */
    public static final String UNEXPECTED_ANSWER = "UNEXPECTED_ANSWER";

    private static final long serialVersionUID = 1;

    private final transient Set<Digest> named;
    private final @Nullable String refusedBy;

    public ArtifactFault(String code, String message) {
        this(code, Explanation.of(message));
    }

    public ArtifactFault(String code, Explanation why) {
        this(code, why, Set.of());
    }

    public ArtifactFault(String code, Explanation why, Set<Digest> named) {
        super(code, why, null);
        this.named = Set.copyOf(named);
        this.refusedBy = null;
    }

    public ArtifactFault(String code, Explanation why, @Nullable Throwable cause) {
        super(code, why, cause);
        this.named = Set.of();
        this.refusedBy = null;
    }

    private ArtifactFault(String code, Explanation why, String refusedBy) {
        super(code, why, null);
        this.named = Set.of();
        this.refusedBy = refusedBy;
    }

    /** @param host who refuses, with its port */
    public static ArtifactFault refusal(String code, String message, String host) {
        return refusal(code, Explanation.of(message), host);
    }

    /** @param host who refuses, with its port */
    static ArtifactFault refusal(String code, Explanation why, String host) {
        return new ArtifactFault(code, why, host);
    }

    /**
     * The host that knows who we are and what we want, and will not: missing rights, an unknown project, a policy, a scan
     * under way. It may refuse this artifact or everyone, for ever or for a while; empty if the fault is no refusal.
     */
    public Optional<String> refusedBy() {
        return Optional.ofNullable(refusedBy);
    }

    /**
     * The digests that the registry named as the cause in an error's {@code detail}, such as blobs that it has not got
     * (distribution-spec, "Pushing Manifests": {@code MANIFEST_BLOB_UNKNOWN}); often none.
     */
    public Set<Digest> named() {
        return named;
    }
}

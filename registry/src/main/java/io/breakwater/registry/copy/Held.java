package io.breakwater.registry.copy;

import io.breakwater.registry.Registry;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import java.util.Optional;

/** What the target holds under the name that a copy is to write: as it is known, or as it says. */
record Held(Registry target, Knowledge knowledge, CopyOrder order) {
    /** What the copy, or its plan, goes by. */
    Optional<Digest> found() {
        return isToBeAsked() ? asked() : known();
    }

    /** Whether {@link #found} takes a request. */
    boolean isToBeAsked() {
        return switch (order.prior()) {
            case UNKNOWN -> true;
            case NEW -> false;
            case SEEN -> known().isEmpty();
        };
    }

    /** What the tag was so lately that nobody need be asked. */
    Optional<Digest> known() {
        return order.targetTag().flatMap(tag -> knowledge.tag(order.targetRepository(), tag));
    }

    /** What the target says. */
    Optional<Digest> asked() {
        var there = target.headManifest(order.targetRepository(), order.target())
                .map(Descriptor::digest)
                .map(this::asOrdered);
        there.filter(order.root()::equals).ifPresent(_ -> saw());
        return there;
    }

    /**
     * A registry tells one digest of what lies under a tag, and may tell a SHA-256 one where a SHA-512 one was ordered. Then the
     * bytes are judged by the digest that was ordered.
     */
    private Digest asOrdered(Digest told) {
        return told.algorithm().equals(order.root().algorithm()) || !holdsRoot() ? told : order.root();
    }

    private boolean holdsRoot() {
        return target.getManifest(order.targetRepository(), order.target())
                .map(manifest -> manifest.is(order.root()))
                .orElse(false);
    }

    /** Takes note that the target holds the root. */
    void saw() {
        knowledge.sawManifest(order.targetRepository(), order.root());
        order.targetTag().ifPresent(tag -> knowledge.sawTag(order.targetRepository(), tag, order.root()));
    }
}

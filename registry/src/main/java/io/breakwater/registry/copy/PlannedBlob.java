package io.breakwater.registry.copy;

import io.breakwater.registry.manifest.Descriptor;

/**
 * What a copy would do about one blob.
 *
 * @param sourceRequests at the source, without login and redirects
 * @param targetRequests at the target, likewise
 */
public record PlannedBlob(Descriptor blob, Way way, int sourceRequests, int targetRequests) {
    /** How it comes to the target. */
    public enum Way {
        SEND,
        MOUNT,
        /** It is there already, or nowhere. */
        SKIP
    }

    /** Asked for by beginning to send it, and sent unless its manifest brings it along. */
    static PlannedBlob toSend(Descriptor blob) {
        var fromSource = blob.data().isPresent() ? 0 : 1;
        return new PlannedBlob(blob, Way.SEND, fromSource, 2);
    }

    static PlannedBlob toMount(Descriptor blob) {
        return new PlannedBlob(blob, Way.MOUNT, 0, 1);
    }

    /** At the target, which is asked. */
    static PlannedBlob present(Descriptor blob) {
        return new PlannedBlob(blob, Way.SKIP, 0, 1);
    }

    /** Foreign and not at the source: an upload is begun before that is known, and cancelled. */
    static PlannedBlob nowhere(Descriptor blob) {
        return new PlannedBlob(blob, Way.SKIP, 1, 2);
    }

    /** Whether the target has it once the copy is done. */
    boolean isThereThen() {
        return way != Way.SKIP || sourceRequests == 0;
    }

    /** This one, where it is known by then that the target has it. */
    PlannedBlob known() {
        return new PlannedBlob(blob, Way.SKIP, 0, 0);
    }

    /** This one, where another repository of the target has it by then. */
    PlannedBlob mounted() {
        return way == Way.SEND ? toMount(blob) : this;
    }
}

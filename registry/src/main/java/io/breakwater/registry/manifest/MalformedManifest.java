package io.breakwater.registry.manifest;

/** Bytes that are not a manifest, or that two readers could understand in two ways. The message says what is wrong. */
public final class MalformedManifest extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    MalformedManifest(String message) {
        super(message);
    }
}

package io.breakwater.registry.copy;

/**
 * What becomes of layers that a manifest says may lie elsewhere (image-spec, "Non-Distributable Layers"; {@code urls}). Those
 * {@code urls} are followed in neither case.
 */
public enum ForeignLayers {
    /** They are copied where the source has them, and passed over where not. */
    COPY,
    /** They are passed over, as a licence may want it. A target that insists on them refuses the manifest then. */
    SKIP
}

package io.breakwater.registry;

/** What a request is about, and so what a bare 404 means. */
enum What {
    MANIFEST(ArtifactFault.MANIFEST_UNKNOWN),
    BLOB(ArtifactFault.BLOB_UNKNOWN),
    UPLOAD_START("NAME_UNKNOWN"),
    UPLOAD("BLOB_UPLOAD_UNKNOWN"),
    TAGS("NAME_UNKNOWN"),
    TOKEN("TOKEN_SERVICE_UNKNOWN");

    private final String codeWhenMissing;

    What(String codeWhenMissing) {
        this.codeWhenMissing = codeWhenMissing;
    }

    String codeWhenMissing() {
        return codeWhenMissing;
    }
}

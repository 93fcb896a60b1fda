package io.breakwater.registry;

/** What a request is about, and so what a bare 404 means. */
enum What {
    MANIFEST(ArtifactFault.MANIFEST_UNKNOWN),
    BLOB(ArtifactFault.BLOB_UNKNOWN),
    UPLOAD_START("NAME_UNKNOWN"),
    UPLOAD("BLOB_UPLOAD_UNKNOWN"),
    TAGS("NAME_UNKNOWN"),
    /** The list of repositories; many registries have none, or keep it from most accounts. */
    CATALOG("UNSUPPORTED"),
    /** Harbor's own API of projects, repositories and artifacts. */
    INVENTORY("NAME_UNKNOWN"),
    REFERRERS("UNSUPPORTED"),
    TOKEN("TOKEN_SERVICE_UNKNOWN");

    private final String codeWhenMissing;

    What(String codeWhenMissing) {
        this.codeWhenMissing = codeWhenMissing;
    }

    /** What a list of it is called in messages. */
    String list() {
        return switch (this) {
            case TAGS -> "list of tags";
            case CATALOG -> "list of repositories";
            case INVENTORY -> "list of Harbor's";
            case REFERRERS -> "list of referrers";
            default -> "list";
        };
    }

    String codeWhenMissing() {
        return codeWhenMissing;
    }
}

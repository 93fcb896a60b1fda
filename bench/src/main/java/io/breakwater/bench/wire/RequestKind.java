package io.breakwater.bench.wire;

/** What a request line asks for, in the words of the distribution-spec. */
final class RequestKind {
    private RequestKind() {}

    /**
     * Method and kind.
     *
     * @param line {@code PUT /v2/library/app/manifests/v1 HTTP/1.1}
     */
    static String of(String line) {
        var words = line.split(" ", 3);
        return words.length < 3 ? "malformed" : words[0] + " " + kind(words[1]);
    }

    private static String kind(String target) {
        if (target.contains("/blobs/uploads/")) {
            return target.contains("mount=") ? "mount" : "upload";
        }
        if (target.contains("/blobs/")) {
            return "blob";
        }
        if (target.contains("/manifests/")) {
            return "manifest";
        }
        if (target.contains("/tags/list")) {
            return "tags";
        }
        if (target.contains("/referrers/")) {
            return "referrers";
        }
        return target.equals("/v2/") || target.equals("/v2") ? "ping" : "other";
    }
}

package io.breakwater.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.Quote;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an error's body says (OCI distribution-spec, "Error Codes"): a code fit for programs, a message fit for a line of
 * ours, and the digests named as the cause. Any of them may be missing, whatever came.
 */
record ErrorBody(Optional<String> code, Optional<String> message, Set<Digest> digests) {
    private static final int LONGEST_MESSAGE = 300;
    private static final ObjectReader READER = Json.readerFor(JsonNode.class);
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");
    // A registry may quote a signed URL back at us.
    private static final Pattern URL_QUERY = Pattern.compile("\\?\\S+");
    /** What says no more than the status does. */
    private static final Set<String> EMPTY_CODES = Set.of("UNKNOWN", "NOT_FOUND");

    static ErrorBody parse(byte[] body) {
        var errors = Json.read(READER, JsonNode.class, body)
                .map(node -> node.path("errors"))
                .filter(JsonNode::isArray);
        var first = errors.map(list -> list.path(0));
        return new ErrorBody(
                first.map(error -> error.path("code").asText())
                        .filter(code -> CODE.matcher(code).matches() && !EMPTY_CODES.contains(code)),
                first.map(error -> error.path("message").asText())
                        .filter(message -> !message.isBlank())
                        .map(message -> Quote.visible(URL_QUERY.matcher(message).replaceAll("?…"), LONGEST_MESSAGE)),
                errors.map(list -> digests(list.toString())).orElse(Set.of()));
    }

    private static Set<Digest> digests(String text) {
        var digests = new LinkedHashSet<Digest>();
        DIGEST.matcher(text).results().forEach(match -> digests.add(Digest.parse(match.group())));
        return digests;
    }
}

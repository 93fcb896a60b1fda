package io.breakwater.registry;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.HttpEntity;

/**
 * One thing asked of a registry, before it is known who asks and where redirects lead.
 *
 * @param gate whether it may still be sent
 * @param tried for messages, to follow "Cannot": {@code pull manifest library/app:v1}
 */
record Call(
        What what,
        String tried,
        String method,
        URI uri,
        TokenScope scope,
        Map<String, String> headers,
        Optional<HttpEntity> body,
        AnswerBody.Reading reading,
        BooleanSupplier gate) {
    private static final int SHORT = 64 << 10;

    static Call head(What what, String tried, URI uri, TokenScope scope) {
        return of(what, tried, "HEAD", uri, scope);
    }

    static Call get(What what, String tried, URI uri, TokenScope scope) {
        return of(what, tried, "GET", uri, scope);
    }

    static Call post(What what, String tried, URI uri, TokenScope scope) {
        return of(what, tried, "POST", uri, scope);
    }

    static Call delete(What what, String tried, URI uri, TokenScope scope) {
        return of(what, tried, "DELETE", uri, scope);
    }

    static Call put(What what, String tried, URI uri, TokenScope scope, HttpEntity body) {
        return new Call(
                what, tried, "PUT", uri, scope, Map.of(), Optional.of(body), AnswerBody.collected(SHORT), Call::open);
    }

    static Call patch(What what, String tried, URI uri, TokenScope scope, HttpEntity body) {
        return new Call(
                what, tried, "PATCH", uri, scope, Map.of(), Optional.of(body), AnswerBody.collected(SHORT), Call::open);
    }

    private static Call of(What what, String tried, String method, URI uri, TokenScope scope) {
        return new Call(
                what, tried, method, uri, scope, Map.of(), Optional.empty(), AnswerBody.collected(SHORT), Call::open);
    }

    Call with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Call(what, tried, method, uri, scope, more, body, reading, gate);
    }

    /** The same asked of another page. */
    Call at(URI other) {
        return new Call(what, tried, method, other, scope, headers, body, reading, gate);
    }

    Call reading(AnswerBody.Reading reading) {
        return new Call(what, tried, method, uri, scope, headers, body, reading, gate);
    }

    /** The same asked by GET, of which little is read. */
    Call asGet() {
        return new Call(what, tried, "GET", uri, scope, headers, body, AnswerBody.collected(SHORT), gate);
    }

    private static boolean open() {
        return true;
    }

    /** The same, but sent only while {@code newGate} says yes, which is asked when the request is about to leave. */
    Call whileOpen(BooleanSupplier newGate) {
        return new Call(what, tried, method, uri, scope, headers, body, reading, newGate);
    }

    /**
     * The rest of a blob is no download of its own: the one that broke off has let go of its permit, and the upload that
     * waits for the rest holds another, so waiting here might have no end.
     */
    Budget.Use use() {
        return what == What.UPLOAD && body.isPresent()
                ? Budget.Use.UPLOAD
                : what == What.BLOB && method.equals("GET") && !headers.containsKey("Range")
                        ? Budget.Use.DOWNLOAD
                        : Budget.Use.CALL;
    }

    /** Whether it changes nothing, so that it may be sent twice and elsewhere. */
    boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }

    HttpUriRequestBase request(URI uri, Optional<Authorization> authorization, String userAgent) {
        var request = new HttpUriRequestBase(method, uri);
        request.setHeader("User-Agent", userAgent);
        // Otherwise a proxy may compress, and the bytes are no longer those of the digest.
        request.setHeader("Accept-Encoding", "identity");
        headers.forEach(request::setHeader);
        authorization.ifPresent(shown -> request.setHeader("Authorization", shown.header()));
        body.ifPresent(request::setEntity);
        return request;
    }
}

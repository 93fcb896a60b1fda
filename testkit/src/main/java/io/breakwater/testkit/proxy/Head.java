package io.breakwater.testkit.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The head of a request or an answer (RFC 9112, 2.1).
 *
 * @param first the request line or the status line
 * @param headers names in lower case
 */
record Head(String first, Map<String, List<String>> headers) {
    static Head parse(byte[] buffer, int from, int to) throws IOException {
        var lines = new String(buffer, from, to - from, ISO_8859_1).split("\r?\n", -1);
        var headers = new HashMap<String, List<String>>();
        for (var index = 1; index < lines.length; index++) {
            var line = lines[index];
            var colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                        .add(line.substring(colon + 1).strip());
            }
        }
        if (lines[0].indexOf(' ') < 0) {
            throw new IOException("not HTTP: " + lines[0]);
        }
        return new Head(lines[0], headers);
    }

    String method() {
        return first.substring(0, first.indexOf(' '));
    }

    String target() {
        var start = first.indexOf(' ') + 1;
        var end = first.indexOf(' ', start);
        return first.substring(start, end < 0 ? first.length() : end);
    }

    int status() throws IOException {
        try {
            var start = first.indexOf(' ') + 1;
            return Integer.parseInt(first.substring(start, Math.min(first.length(), start + 3)));
        } catch (NumberFormatException e) {
            throw new IOException("not a status line: " + first, e);
        }
    }

    boolean isExpecting() {
        return headers.containsKey("expect");
    }

    /** Whether more may follow on this connection. */
    boolean keepsOpen() {
        return !first.startsWith("HTTP/1.0")
                && headers.getOrDefault("connection", List.of()).stream().noneMatch("close"::equalsIgnoreCase);
    }

    /** How the body of a request ends (RFC 9112, 6.3). */
    Framing requestBody() throws IOException {
        return isChunked() ? new Framing.Chunked() : length() < 0 ? Framing.none() : new Framing.Fixed(length());
    }

    /** How the body of an answer to {@code method} ends. */
    Framing answerBody(String method) throws IOException {
        var status = status();
        if (method.equals("HEAD") || status / 100 == 1 || status == 204 || status == 304) {
            return Framing.none();
        }
        return isChunked()
                ? new Framing.Chunked()
                : length() < 0 ? new Framing.UntilClose() : new Framing.Fixed(length());
    }

    private boolean isChunked() {
        return headers.getOrDefault("transfer-encoding", List.of()).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).endsWith("chunked"));
    }

    /** -1 where there is none. */
    private long length() throws IOException {
        try {
            return headers.containsKey("content-length")
                    ? Long.parseLong(headers.get("content-length").getFirst())
                    : -1;
        } catch (NumberFormatException e) {
            throw new IOException("not a length", e);
        }
    }
}

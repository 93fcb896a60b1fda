package io.breakwater.testkit.proxy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A request as it came to the proxy, and how far it got.
 *
 * @param method in capitals, as sent
 * @param target the path and the query, as sent
 * @param headers names in lower case, values in the order sent
 * @param connection counted from 1: requests with the same number came over one connection
 * @param status of the answer; 0 while there is none, also if it was dropped before its first byte
 * @param requestBytes of the body, without the framing of chunks; so far
 * @param answerBytes of the body that the client was sent; so far
 */
public record Seen(
        String method,
        String target,
        Map<String, List<String>> headers,
        int connection,
        int status,
        long requestBytes,
        long answerBytes) {
    public Seen {
        headers = Map.copyOf(headers);
    }

    /** The target without its query. */
    public String path() {
        var query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Matches requests whose path matches {@code path} as a whole, a regular expression. */
    public static Predicate<Seen> request(String method, String path) {
        var pattern = Pattern.compile(path);
        return seen ->
                seen.method.equals(method) && pattern.matcher(seen.path()).matches();
    }

    /** Matches every request. */
    public static Predicate<Seen> any() {
        return seen -> true;
    }

    /** Method, target and status: no header, since one of them may hold a secret. */
    @Override
    public String toString() {
        return method + " " + target + " " + status;
    }
}

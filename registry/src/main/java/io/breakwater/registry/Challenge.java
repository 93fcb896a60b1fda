package io.breakwater.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110, 11.6.1).
 *
 * @param scheme lower case
 * @param parameters names in lower case; the first of several alike counts
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final int LONGEST = 8 << 10;

    /** All challenges of all header lines. What makes no sense is passed over; headers beyond 8 KiB are not read. */
    static List<Challenge> parse(List<String> headers) {
        var challenges = new ArrayList<Challenge>();
        for (var header : headers) {
            if (header.length() <= LONGEST) {
                new Reader(header, challenges).read();
            }
        }
        return challenges;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    boolean is(String wanted) {
        return scheme.equals(wanted);
    }

    /** Confined to one thread. A word before '=' is a parameter of the latest scheme, any other word is a new scheme. */
    private static final class Reader {
        private final String text;
        private final List<Challenge> challenges;
        private int at;

        Reader(String text, List<Challenge> challenges) {
            this.text = text;
            this.challenges = challenges;
        }

        void read() {
            Map<String, String> parameters = new LinkedHashMap<>();
            while (skipTo() < text.length()) {
                var word = word();
                if (word.isEmpty()) {
                    skipNonsense();
                } else if (skipSpaces() < text.length() && text.charAt(at) == '=') {
                    at++;
                    skipSpaces();
                    parameters.putIfAbsent(word, value());
                } else {
                    parameters = new LinkedHashMap<>();
                    challenges.add(new Challenge(word, parameters));
                }
            }
        }

        private int skipTo() {
            while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == ',')) {
                at++;
            }
            return at;
        }

        private int skipSpaces() {
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
            return at;
        }

        private void skipNonsense() {
            if (text.charAt(at) == '"') {
                quoted();
            } else {
                at++;
            }
        }

        private String word() {
            return bare().toLowerCase(Locale.ROOT);
        }

        private String value() {
            return at < text.length() && text.charAt(at) == '"' ? quoted() : bare();
        }

        private String bare() {
            var start = at;
            while (at < text.length() && !isSpace(text.charAt(at)) && ",=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quoted() {
            var value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
            return value.toString();
        }

        private static boolean isSpace(char c) {
            return c == ' ' || c == '\t';
        }
    }
}

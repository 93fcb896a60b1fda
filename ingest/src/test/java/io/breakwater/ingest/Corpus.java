package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.ingest.harbor.Payload;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** Bodies that nobody should send, by hand and by seeded chance, from the bodies that senders do send. */
final class Corpus {
    private static final String HARBOR = "/webhooks/harbor";
    private static final String DISTRIBUTION = "/webhooks/distribution";
    private static final String PUBSUB = "/webhooks/pubsub";

    /** What has upset parsers, terminals, shells, databases and regular expressions before. */
    private static final List<String> NAUGHTY = List.of(
            "",
            " ",
            "null",
            "undefined",
            "NaN",
            "-Infinity",
            "true",
            "0",
            "-0",
            "1e309",
            "0x10",
            "1,000",
            "99999999999999999999999999999999999999",
            "../../../../etc/passwd",
            "..%2f..%2f",
            "C:\\\\Windows",
            "/dev/null",
            "$(id)",
            "`id`",
            "; rm -rf /",
            "| cat",
            "' OR 1=1 --",
            "<script>alert(1)</script>",
            "${jndi:ldap://a/b}",
            "%s%n%x",
            "{{7*7}}",
            "\\u0000",
            "\\r\\nSet-Cookie: a=b",
            "\\u001b[31m",
            "\\u202e",
            "\\ufeff",
            "\\ud800",
            "\\udc00\\ud800",
            "Ω≈ç√∫",
            "社會科學院",
            "🏳️‍🌈",
            "Z̮̞̠͙͔ͅḀ̗",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
            "a-_.-a",
            "a__b",
            "a___b",
            "a..b",
            "-a",
            "a-",
            "A",
            "a/",
            "/a",
            "a//b",
            "library/app:v1@sha256:",
            "sha256:",
            "sha256:G",
            "a".repeat(256),
            "a".repeat(300_000),
            "a-".repeat(127) + "a",
            "-".repeat(255),
            "a" + "-".repeat(100_000) + "!");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "[[[[[[[[[[]]]]]]]]]]",
            "-1",
            "1.5",
            "1e400",
            "9223372036854775808",
            "1" + "0".repeat(999),
            "\"\"",
            "{\"a\":{\"a\":{\"a\":null}}}",
            "[1,2,3]",
            "01",
            "+1",
            "'a'",
            "\"\\x\"",
            "//",
            "");

    private Corpus() {}

    /** One body, and how it is sent. */
    static final class Sample {
        private final String path;
        private final String mediaType;
        private final byte[] body;

        private Sample(String path, String mediaType, byte[] body) {
            this.path = path;
            this.mediaType = mediaType;
            this.body = body;
        }

        String path() {
            return path;
        }

        String mediaType() {
            return mediaType;
        }

        byte[] body() {
            return body;
        }

        Sample with(byte[] other) {
            return new Sample(path, mediaType, other);
        }

        @Override
        public String toString() {
            var begin = new String(body, 0, Math.min(body.length, 2_000), ISO_8859_1);
            return path + " " + body.length + " bytes: " + begin;
        }
    }

    /** What senders send. */
    static List<Sample> good() {
        var standard = Stream.of(
                        "push-tag",
                        "push-digest",
                        "delete-tag",
                        "delete-digest",
                        "pull",
                        "replication",
                        "replication-failed",
                        "tag-retention",
                        "quota-warning",
                        "quota-exceed-without-resources",
                        "scanning-completed",
                        "scanning-completed-sbom",
                        "newer-harbor-unknown-type",
                        "newer-harbor-extra-members")
                .map(name -> new Sample(HARBOR, "application/json", bytes(Payload.text(name))));
        var cloudEvents = Stream.of(
                        "push-tag",
                        "push-digest",
                        "delete-tag",
                        "pull",
                        "scan-completed",
                        "scanning-failed",
                        "scanning-stopped",
                        "quota-exceed",
                        "quota-warning",
                        "replication",
                        "tag-retention")
                .map(name ->
                        new Sample(HARBOR, "application/cloudevents+json", bytes(Payload.text("cloudevents-" + name))));
        return Stream.of(standard, cloudEvents, Stream.of(notification(), tagGone(), inserted(), untagged()))
                .flatMap(samples -> samples)
                .toList();
    }

    private static Sample notification() {
        return new Sample(DISTRIBUTION, "application/vnd.docker.distribution.events.v1+json", bytes("""
                {"events":[{"id":"320678d8-ca14-430f-8bb6-4ca139cd83f7","timestamp":"2026-11-24T04:00:00.1+01:00",\
                "action":"push","target":{"mediaType":"application/vnd.docker.distribution.manifest.v2+json",\
                "digest":"sha256:%s","repository":"library/team/app","tag":"v1"},"actor":{"name":"ci"}},\
                {"id":"4","timestamp":"2026-11-24T04:00:00Z","action":"delete","target":{"digest":"sha256:%s",\
                "repository":"library/team/app"}}]}""".formatted(
                        "a".repeat(64), "b".repeat(64))));
    }

    private static Sample tagGone() {
        return new Sample(DISTRIBUTION, "application/vnd.docker.distribution.events.v2+json", bytes("""
                {"events":[{"id":"5","timestamp":"2026-11-24T04:00:00Z","action":"delete","target":{\
                "repository":"library/team/app","tag":"v1","size":0.50}}]}"""));
    }

    private static Sample inserted() {
        return pushed("{\"action\":\"INSERT\",\"digest\":\"asia.gcr.io/example-project/app@sha256:" + "a".repeat(64)
                + "\",\"tag\":\"asia.gcr.io/example-project/app:v1\"}");
    }

    private static Sample untagged() {
        return pushed("{\"action\":\"DELETE\",\"tag\":\"asia.gcr.io/example-project/app:v1\"}");
    }

    private static Sample pushed(String data) {
        return new Sample(
                PUBSUB,
                "application/json",
                bytes("{\"message\":{\"data\":\"" + Base64.getEncoder().encodeToString(bytes(data))
                        + "\",\"messageId\":\"1\",\"publishTime\":\"2026-11-24T10:02:17.090Z\"}}"));
    }

    /** By hand: each good body broken in each way. */
    static Stream<Sample> broken() {
        return good().stream().flatMap(sample -> {
            var text = new String(sample.body(), UTF_8);
            var brokenTexts = Stream.of(
                    "",
                    " ",
                    "null",
                    "[]",
                    "\"\"",
                    text + text,
                    text + "garbage",
                    "\ufeff" + text,
                    text.substring(0, text.length() / 2),
                    text.substring(0, text.length() - 1),
                    "[".repeat(100_000),
                    "{\"a\":".repeat(100_000),
                    "[" + text + "]",
                    text.replaceFirst("\\{", "{\"" + "n".repeat(100_000) + "\":1,"),
                    text.replaceFirst("\\{", "{\"n\":" + "9".repeat(100_000) + ","),
                    text.replaceFirst("\\{", "{\"n\":1,\"n\":2,"),
                    text.replace('"', '\''));
            var brokenBytes = Stream.of(
                    text.getBytes(UTF_16),
                    bytes(text.replace("a", "\0")),
                    invalidUtf8(sample.body()),
                    new byte[1 << 16]);
            var values = NAUGHTY.stream()
                    .map(naughty -> text.replaceAll(
                            "\"(v1|library/team/app|admin|1)\"", Matcher.quoteReplacement("\"" + naughty + "\"")));
            return Stream.of(brokenTexts.map(Corpus::bytes), brokenBytes, values.map(Corpus::bytes))
                    .flatMap(bodies -> bodies)
                    .map(sample::with);
        });
    }

    private static byte[] invalidUtf8(byte[] body) {
        var broken = body.clone();
        broken[broken.length / 2] = (byte) 0xc0;
        broken[broken.length / 2 + 1] = (byte) 0xaf;
        return broken;
    }

    /** By chance, the same for the same seed. */
    static Stream<Sample> mutated(long seed, int each) {
        var random = new Random(seed);
        return good().stream()
                .flatMap(sample -> Stream.generate(() -> sample.with(mutated(random, sample.body())))
                        .limit(each));
    }

    private static byte[] mutated(Random random, byte[] body) {
        var mutated = body;
        for (var times = random.nextInt(3); times >= 0; times--) {
            mutated = mutatedOnce(random, mutated);
        }
        return mutated;
    }

    private static byte[] mutatedOnce(Random random, byte[] body) {
        if (body.length < 4) {
            return body;
        }
        var from = random.nextInt(body.length - 2);
        var to = from + 1 + random.nextInt(Math.min(40, body.length - from - 1));
        return switch (random.nextInt(8)) {
            case 0 -> flipped(body, from, random.nextInt(8));
            case 1 -> spliced(body, from, to, new byte[0]);
            case 2 -> spliced(body, from, from, Arrays.copyOfRange(body, from, to));
            case 3 -> Arrays.copyOf(body, from);
            case 4 -> spliced(body, from, to, bytes(NAUGHTY.get(random.nextInt(40))));
            case 5 -> value(random, body, bytes(VALUES.get(random.nextInt(VALUES.size()))));
            case 6 -> value(random, body, bytes("\"" + NAUGHTY.get(random.nextInt(40)) + "\""));
            default -> spliced(body, from, to, randomBytes(random, to - from));
        };
    }

    private static byte[] flipped(byte[] body, int at, int bit) {
        var flipped = body.clone();
        flipped[at] ^= (byte) (1 << bit);
        return flipped;
    }

    /** What follows some colon becomes something else. */
    private static byte[] value(Random random, byte[] body, byte[] instead) {
        var text = new String(body, ISO_8859_1);
        var colon = text.indexOf(":", random.nextInt(text.length()));
        var end = colon < 0 ? -1 : Math.max(text.indexOf(",", colon), colon + 1);
        return colon < 0 ? body : spliced(body, colon + 1, end, instead);
    }

    private static byte[] randomBytes(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] spliced(byte[] body, int from, int to, byte[] instead) {
        var out = new ByteArrayOutputStream(body.length + instead.length);
        out.write(body, 0, from);
        out.writeBytes(instead);
        out.write(body, to, body.length - to);
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

package io.breakwater.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.breakwater.testkit.harbor.HarborArtifact;
import io.breakwater.testkit.harbor.HarborPayloads;
import io.breakwater.testkit.harbor.Occasion;
import io.breakwater.testkit.harbor.PayloadFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Harbor's webhooks as whole HTTP requests, each with an event id and a tag of its own. */
final class Webhooks {
    /** Where the number goes; as many digits, the first of which stays. */
    private static final String MARK = "900000000000";

    private final byte[] template;
    private final List<Integer> places = new ArrayList<>();

    Webhooks(String host, String secret) {
        var artifact = HarborArtifact.tagged("library/team/app", MARK, "sha256:" + "0123456789abcdef".repeat(4));
        var id = "00000000-0000-4000-8000-" + MARK;
        var occasion = new Occasion(Instant.now(), "robot$ci", id, "6f1f1bd6-6a4c-4f1c-8c88-0c0b5d8b8b11");
        var body = new String(
                new HarborPayloads(PayloadFormat.CLOUDEVENTS, "cr.example.io").pushed(artifact, occasion), ISO_8859_1);
        var request = "POST /webhooks/harbor HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: harbor\r\nAuthorization: "
                + secret + "\r\nContent-Type: " + PayloadFormat.CLOUDEVENTS.contentType() + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        this.template = request.getBytes(ISO_8859_1);
        for (var at = request.indexOf(MARK); at >= 0; at = request.indexOf(MARK, at + 1)) {
            places.add(at);
        }
    }

    /** @param number 0 to 99,999,999,999; the same number gives the same request */
    byte[] request(long number) {
        var request = template.clone();
        for (int place : places) {
            var rest = number;
            for (var digit = MARK.length() - 1; digit > 0; digit--) {
                request[place + digit] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return request;
    }
}

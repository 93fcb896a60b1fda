package io.breakwater.ingest.harbor;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.harbor.HarborEvents.Format;
import io.breakwater.ingest.payload.ParseResult;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.EventDetails.ScanOutcome;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is understood of the events that are no pushes and no deletions, in both formats. */
class HarborDetailsTest {
    private static final ImageName APP = ImageName.parse("library/team/app:v1");
    private static final Digest A = new Digest("sha256:" + "a".repeat(64));
    private static final String QUOTA = "quota usage reach 85%: resource storage used 9 GiB of 10 GiB";

    static Stream<Arguments> fixtures() {
        var pulled = new EventDetails.Pulled(APP, A);
        var exceeded = new EventDetails.QuotaReached("library/team/app", true, Optional.empty(), Optional.of(QUOTA));
        var warned = new EventDetails.QuotaReached("library/team/app", false, Optional.of(APP), Optional.of(QUOTA));
        var retention = new EventDetails.RetentionRun("library", 1, 5, 3, "SUCCESS", List.of("app:v0"));
        var copied = List.of("app [1 item(s) in total]");
        return Stream.of(
                Arguments.of("pull", pulled),
                Arguments.of("cloudevents-pull", pulled),
                Arguments.of("quota-exceed-without-resources", exceeded),
                Arguments.of("cloudevents-quota-exceed", exceeded),
                Arguments.of("quota-warning", warned),
                Arguments.of("cloudevents-quota-warning", warned),
                Arguments.of("scanning-completed", scanned(ScanOutcome.COMPLETED, "vulnerability")),
                Arguments.of("cloudevents-scan-completed", scanned(ScanOutcome.COMPLETED, "sbom")),
                Arguments.of("scanning-failed", scanned(ScanOutcome.FAILED, "vulnerability")),
                Arguments.of("cloudevents-scanning-failed", scanned(ScanOutcome.FAILED, "vulnerability")),
                Arguments.of("scanning-stopped", scanned(ScanOutcome.STOPPED, "vulnerability")),
                Arguments.of("cloudevents-scanning-stopped", scanned(ScanOutcome.STOPPED, "vulnerability")),
                Arguments.of("scanning-completed-sbom", withoutReport()),
                Arguments.of("replication", replication("Success", copied, List.of())),
                Arguments.of("cloudevents-replication", replication("Success", copied, List.of())),
                Arguments.of("replication-failed", replication("Error", List.of(), copied)),
                Arguments.of("tag-retention", retention),
                Arguments.of("cloudevents-tag-retention", retention));
    }

    private static EventDetails scanned(ScanOutcome outcome, String scanType) {
        return new EventDetails.Scanned(
                APP,
                A,
                outcome,
                Optional.of(scanType),
                Optional.of("High"),
                Optional.of(3),
                Optional.of(1),
                Optional.of("Trivy v0.68.0"));
    }

    private static EventDetails withoutReport() {
        return new EventDetails.Scanned(
                APP,
                A,
                ScanOutcome.COMPLETED,
                Optional.of("sbom"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static EventDetails replication(String status, List<String> succeeded, List<String> failed) {
        return new EventDetails.HarborReplication(
                status,
                12,
                34,
                Optional.of("https://harbor.example.com"),
                Optional.of("https://gcr.io"),
                succeeded,
                failed);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void anEventIsUnderstoodInEitherFormat(String fixture, EventDetails details) {
        assertEquals(Optional.of(details), details(fixture, Payload.text(fixture)));
    }

    @Test
    void everyTypeHasAFixtureInBothFormats() {
        var artifacts = Stream.of("push-tag", "delete-tag", "cloudevents-push-tag", "cloudevents-delete-tag");
        var seen = Stream.concat(artifacts, fixtures().map(fixture -> (String) fixture.get()[0]))
                .map(fixture -> fixture.startsWith("cloudevents") + " "
                        + understood(fixture, Payload.text(fixture)).type())
                .collect(toSet());

        var all = EnumSet.complementOf(EnumSet.of(HarborType.UNKNOWN)).stream()
                .flatMap(type -> Stream.of("true ", "false ")
                        .map(format -> format + type.name().toLowerCase(Locale.ROOT)))
                .collect(toSet());
        assertEquals(all, seen);
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            pull               | "tag":"v1"         | "tag":"v 1"
            pull               | "digest":"sha256   | "digest":"md5
            scanning-completed | "resources":       | "things":
            quota-warning      | "repository":      | "repo":
            replication        | "execution_id":12  | "execution_id":-12
            replication        | "job_status":      | "status":
            replication        | "name_tag":        | "name":
            tag-retention      | "retention_policy_id":1 | "retention_policy_id":"1"
            """)
    void aShapeThatIsNotKnownIsKeptWithoutDetails(String fixture, String part, String instead) {
        var body = Payload.text(fixture);
        assertTrue(body.contains(part), part);

        assertEquals(Optional.empty(), details(fixture, body.replace(part, instead)));
    }

    private static Optional<EventDetails> details(String fixture, String body) {
        var other = assertInstanceOf(
                RegistryEvent.Other.class, understood(fixture, body).event());
        assertEquals(body, other.payload());
        return other.details();
    }

    private static ParseResult.Understood understood(String fixture, String body) {
        var format = fixture.startsWith("cloudevents") ? Format.CLOUDEVENTS : Format.DEFAULT;
        return Payload.parsed(format, body).understood();
    }
}

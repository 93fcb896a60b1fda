package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.follower.AuditLog.Meaning;
import io.breakwater.ingest.follower.AuditLog.Reason;
import io.breakwater.ingest.follower.core.AuditRow;
import io.breakwater.ingest.follower.core.Span;
import io.breakwater.ingest.rest.HarborApi;
import io.breakwater.ingest.rest.HarborSite;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Harbor's audit log as its API gives it, without Kafka. */
class AuditLogIT {
    @TempDir
    static Path folder;

    private static HarborRig harbor;

    @BeforeAll
    static void start() {
        harbor = new HarborRig(folder);
    }

    @AfterAll
    static void stop() {
        harbor.close();
    }

    @AfterEach
    void newest() {
        harbor.face().management().auditLogAt("auditlog-exts");
        harbor.face().management().hideAuditLog(false);
    }

    @Test
    void clockIsHarbors() throws Exception {
        var anHourAgo = Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
        try (var clock = new ClockHarbor(anHourAgo);
                var api = new HarborApi(new HarborSite(clock.url(), Optional::empty))) {
            assertEquals(anHourAgo, new AuditLog(api).now());
        }
    }

    @Test
    void askingForTheTimeDoesNotMakeHarborCountItsWholeLog() throws Exception {
        try (var clock = new ClockHarbor(Instant.now());
                var api = new HarborApi(new HarborSite(clock.url(), Optional::empty))) {
            new AuditLog(api).now();

            assertTrue(
                    clock.asked().stream().allMatch(line -> line.contains("&q=op_time%3D%5B20")),
                    clock.asked()::toString);
            assertEquals(1, clock.asked().size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void accountWithoutThePermissionIsToldWhichOne(boolean byAnEmptyList) throws Exception {
        harbor.face().management().hideAuditLog(byAnEmptyList);
        try (var api = new HarborApi(harbor.robotWithoutPermissions("blind-" + byAnEmptyList))) {
            var log = new AuditLog(api);

            var unavailable = assertThrows(AuditLog.Unavailable.class, () -> {
                log.now();
                log.mustShowSomething();
            });

            var message = String.valueOf(unavailable.getMessage());
            assertTrue(
                    message.startsWith("GET /auditlog-exts: "
                            + (byAnEmptyList ? "the log shows this account nothing; " : "403 FORBIDDEN")),
                    message);
            assertTrue(message.contains("give the account the system permission audit-log: list"), message);
        }
    }

    @Test
    void accountWithThePermissionIsShownSomething() throws Exception {
        harbor.face().management().hideAuditLog(true);
        try (var api = new HarborApi(harbor.site())) {
            var log = new AuditLog(api);
            log.now();

            assertDoesNotThrow(log::mustShowSomething);
        }
    }

    /** Else twelve questions in an outage of minutes would give up every image. */
    @Test
    void harborThatIsSilentIsBusyAndNotTheImagesFault() throws Exception {
        int nobodys;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodys = socket.getLocalPort();
        }
        try (var api = new HarborApi(new HarborSite(URI.create("http://127.0.0.1:" + nobodys), Optional::empty))) {
            var meaning = new AuditLog(api).meaning(new ImageName.Tagged("library/app", "v1"));

            assertEquals(
                    Reason.BUSY,
                    assertInstanceOf(Meaning.Unknown.class, meaning).reason());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "busy, BUSY",
        "broken, BUSY",
        "refused, REFUSED",
        "words, UNUSABLE",
        "deep, UNUSABLE",
        "long, UNUSABLE",
        "empty, UNUSABLE"
    })
    void tagThatHarborDescribesBadlyHasAReasonAndIsNoFaultOfTheLog(String tag, Reason reason) throws Exception {
        try (var odd = new OddHarbor(harbor);
                var api = new HarborApi(odd.site())) {
            var meaning = new AuditLog(api).meaning(new ImageName.Tagged("library/odd", tag));

            assertEquals(
                    reason, assertInstanceOf(Meaning.Unknown.class, meaning).reason());
        }
    }

    @Test
    void rowsOfManyPagesAreReadOnceAndByTimeOnly() throws Exception {
        var begin = Instant.parse("2026-01-01T00:00:00Z");
        var trail = harbor.face().management().auditTrail();
        for (var number = 0; number < 250; number++) {
            trail.add("create artifact", "library/many:v" + number, "admin", begin.plusMillis(number));
            trail.add("pull artifact", "library/many:v" + number, "admin", begin.plusMillis(number));
        }
        trail.add("create artifact", "library/before:v1", "admin", begin.minusSeconds(60));
        trail.add("create artifact", "library/after:v1", "admin", begin.plusSeconds(120));
        try (var api = new HarborApi(harbor.site())) {
            var seen = new AuditLog(api).read(new Span(begin, begin.plusSeconds(60), false));

            assertEquals(
                    LongStream.range(0, 250)
                            .mapToObj(number -> "library/many:v" + number)
                            .toList(),
                    seen.rows().stream().map(row -> row.image().key()).toList());
        }
    }

    @Test
    void rowThatIsNotCommittedIsNotThereAndComesWithALowerIdLater() throws Exception {
        var begin = Instant.parse("2026-02-01T00:00:00Z");
        var trail = harbor.face().management().auditTrail();
        trail.hold();
        var early = trail.add("create tag", "library/app:early", "admin", begin);
        var late = trail.add("create tag", "library/app:late", "admin", begin.plusSeconds(1));
        trail.commit(late);
        var span = new Span(begin, begin.plusSeconds(60), false);
        try (var api = new HarborApi(harbor.site())) {
            var log = new AuditLog(api);
            var first = log.read(span);
            trail.release();
            var second = log.read(span);

            assertEquals(List.of(late), first.rows().stream().map(AuditRow::id).toList());
            assertEquals(
                    List.of(early, late),
                    second.rows().stream().map(AuditRow::id).toList());
        }
    }

    @Test
    void harborBeforeThirteenHasTheOlderLog() throws Exception {
        harbor.face().management().auditLogAt("audit-logs");
        try (var api = new HarborApi(harbor.site())) {
            var log = new AuditLog(api);

            var now = log.now();

            log.read(Span.next(now, now, Duration.ofMinutes(2)));
        }
    }

    @Test
    void registryWithoutALogSaysSo() {
        harbor.face().management().auditLogAt("");

        assertTrue(unavailable(harbor.site()).contains("this registry has no audit log"));
    }

    @Test
    void accountThatIsUnknownIsNamedAsTheCause() {
        var message = unavailable(harbor.site("nobody", "wr0ng-Secret"));

        assertTrue(message.contains("401"), message);
        assertTrue(message.contains("check the user name and the secret"), message);
        assertTrue(!message.contains("wr0ng-Secret"), "a secret in a message");
    }

    private static String unavailable(HarborSite site) {
        try (var api = new HarborApi(site)) {
            var log = new AuditLog(api);
            return String.valueOf(
                    assertThrows(AuditLog.Unavailable.class, log::now).getMessage());
        }
    }

    @Test
    void harborThatIsAwayIsSomethingElse() {
        harbor.face().stop();
        try (var api = new HarborApi(harbor.site())) {
            var log = new AuditLog(api);

            assertThrows(IOException.class, log::now);
        } finally {
            harbor.face().startAgain();
        }
    }

    @Test
    void tagMeansWhatItNamesNowAndNothingWhenItIsGone() throws Exception {
        var digest = harbor.push("library/deep/app", "v1");
        try (var api = new HarborApi(harbor.site())) {
            var log = new AuditLog(api);

            assertEquals(
                    new Meaning.Found(new Digest(digest)), log.meaning(new ImageName.Tagged("library/deep/app", "v1")));
            assertInstanceOf(Meaning.Gone.class, log.meaning(new ImageName.Tagged("library/deep/app", "v2")));
        }
    }
}

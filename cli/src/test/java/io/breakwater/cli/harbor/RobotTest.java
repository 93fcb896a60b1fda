package io.breakwater.cli.harbor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.schemas.Json;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RobotTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Robot WANTED = new Robot("breakwater", Set.of("library", "team-a"), true);

    @Test
    void whatWeCreateLacksNothing() {
        assertEquals(Set.of(), WANTED.lacking(WANTED.created()));
    }

    @Test
    void neitherPushesNorChangesAnything() {
        var permissions = WANTED.created().path("permissions").toString();

        for (var action : new String[] {"push", "create", "update", "delete"}) {
            assertEquals(false, permissions.contains("\"" + action + "\""), action);
        }
    }

    @Test
    void projectThatCameLaterIsLacking() {
        var before = new Robot("breakwater", Set.of("library"), true).created();

        assertEquals(
                Set.of(
                        "project team-a repository:list",
                        "project team-a repository:pull",
                        "project team-a artifact:list",
                        "project team-a artifact:read",
                        "project team-a tag:list",
                        "project team-a accessory:list"),
                WANTED.lacking(before));
        assertEquals(Set.of(), WANTED.lacking(WANTED.mended(before, NOW)));
    }

    @Test
    void mendedRobotKeepsWhatItMightBeforeAndEverythingElseAboutIt() throws Exception {
        var before = Json.mapper().readTree("""
                {"id":7,"name":"robot$breakwater","level":"system","duration":30,"description":"of the platform team",
                 "permissions":[
                 {"kind":"project","namespace":"library","access":[{"resource":"tag","action":"list"},
                  {"resource":"scan","action":"read","effect":"allow"}]},
                 {"kind":"project","namespace":"of-another","access":[{"resource":"repository","action":"pull"}]},
                 {"kind":"system","namespace":"/","access":[{"resource":"audit-log","action":"list"},
                  {"resource":"catalog","action":"read"}]}]}""");
        var withoutAuditLog = new Robot("breakwater", Set.of("library"), false);

        var mended = withoutAuditLog.mended(before, NOW);

        assertEquals(Json.mapper().readTree("""
                {"id":7,"name":"robot$breakwater","level":"system","duration":30,"description":"of the platform team",
                 "disable":false,"permissions":[
                 {"kind":"project","namespace":"library","access":[{"resource":"tag","action":"list"},
                  {"resource":"scan","action":"read","effect":"allow"},
                  {"resource":"accessory","action":"list"},{"resource":"artifact","action":"list"},
                  {"resource":"artifact","action":"read"},{"resource":"repository","action":"list"},
                  {"resource":"repository","action":"pull"}]},
                 {"kind":"project","namespace":"of-another","access":[{"resource":"repository","action":"pull"}]},
                 {"kind":"system","namespace":"/","access":[{"resource":"audit-log","action":"list"},
                  {"resource":"catalog","action":"read"}]}]}"""), mended);
    }

    @Test
    void robotWithoutAnyPermissionIsMendedToo() throws Exception {
        var before = Json.mapper().readTree("{\"name\":\"robot$breakwater\",\"permissions\":null}");

        assertEquals(List.of(), WANTED.wrong(WANTED.mended(before, NOW), NOW));
    }

    @Test
    void robotThatIsDisabledDoesNotWorkUntilItIsMended() {
        var disabled = WANTED.created().put("disable", true);

        assertEquals(List.of("is disabled"), WANTED.wrong(disabled, NOW));
        assertEquals(List.of(), WANTED.wrong(WANTED.mended(disabled, NOW), NOW));
    }

    @Test
    void robotWhoseTimeIsOverGetsALifeWithoutAnEnd() {
        var expired = WANTED.created().put("duration", 30).put("expires_at", NOW.getEpochSecond());

        assertEquals(List.of("is expired"), WANTED.wrong(expired, NOW));
        assertEquals(List.of(), WANTED.wrong(expired, NOW.minusSeconds(1)));
        assertEquals(-1, WANTED.mended(expired, NOW).path("duration").asInt());
        assertEquals(
                30, WANTED.mended(expired, NOW.minusSeconds(1)).path("duration").asInt());
    }

    @Test
    void robotThatNeverExpiresIsNotExpired() {
        assertEquals(List.of(), WANTED.wrong(WANTED.created().put("expires_at", -1), NOW));
    }

    @Test
    void auditLogIsAPermissionOfTheSystem() {
        var before = new Robot("breakwater", Set.of("library", "team-a"), false).created();

        assertEquals(Set.of("system / audit-log:list"), WANTED.lacking(before));
    }

    @Test
    void allProjectsAreEachOfThem() {
        var all = new Robot("breakwater", Set.of("*"), true).created();

        assertEquals(Set.of(), WANTED.lacking(all));
    }

    @Test
    void whatAProjectAllowsIsNoPermissionOfTheSystem() throws Exception {
        var odd = Json.mapper().readTree("""
                {"permissions":[{"kind":"project","namespace":"*","access":[{"resource":"audit-log","action":"list"}]}]}""");

        assertEquals(Set.of("system / audit-log:list"), new Robot("breakwater", Set.of(), true).lacking(odd));
    }
}

package io.breakwater.cli.harbor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.schemas.Json;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RobotTest {
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
        assertEquals(Set.of(), WANTED.lacking(WANTED.mended(before)));
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

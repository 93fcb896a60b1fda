package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Json;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.HarborEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code breakwater harbor enroll}: the projects and their webhook policies. */
class HarborEnrollIT extends WithHarbor {
    @Test
    void withoutConfirmItSaysWhatItWouldDoAndDoesNothing() {
        var ended = rig.enroll("--robot-secret-file", rig.file("robot").toString());

        assertEquals(0, ended.code(), ended::all);
        assertEquals("""
                WHAT     NAME        STATE
                project  library     missing  no webhook policy 'breakwater'
                project  team-a      missing  no webhook policy 'breakwater'
                robot    breakwater  missing  no such robot account
                Nothing was changed. With --confirm it is done.
                """, ended.out());
        assertEquals(List.of(), rig.harbor.management().policies("library"));
        assertFalse(Files.exists(rig.file("robot")));
    }

    @Test
    void everyMappedProjectGetsOnePolicyHoweverOftenItIsDone() {
        var first = rig.enroll("--confirm");
        var second = rig.enroll("--confirm");

        assertEquals(0, first.code(), first::all);
        assertEquals(0, second.code(), second::all);
        assertEquals("""
                WHAT     NAME     STATE
                project  library  created
                project  team-a   created
                """, first.out());
        assertEquals("""
                WHAT     NAME     STATE
                project  library  covered
                project  team-a   covered
                """, second.out());
        var policy = rig.harbor.management().policies("library").getFirst();
        assertEquals(
                "[\"DELETE_ARTIFACT\",\"PUSH_ARTIFACT\"]",
                policy.path("event_types").toString());
        var target = policy.path("targets").path(0);
        assertEquals(
                "http://127.0.0.1:8080/webhooks/harbor", target.path("address").asText());
        assertEquals(HarborRig.WEBHOOK_SECRET, target.path("auth_header").asText());
        assertEquals("CloudEvents", target.path("payload_format").asText());
        assertEquals(1, rig.harbor.management().policies("library").size());
        assertEquals(List.of(), rig.harbor.management().policies("not-ours"));
    }

    @Test
    void policyThatSomebodyHasChangedIsMendedAndOthersAreNot() throws IOException {
        rig.enroll("--confirm");
        rig.harbor.management().setPolicy("library", """
                {"name":"breakwater","enabled":false,"event_types":["PUSH_ARTIFACT"],
                 "targets":[{"type":"http","address":"http://127.0.0.1:8080/webhooks/harbor","payload_format":"CloudEvents",
                 "auth_header":"Bearer old"}]}""");
        var others = """
                {"name":"ci","enabled":false,"event_types":["PUSH_ARTIFACT"],"targets":[{"type":"http","address":"http://ci"}]}""";
        rig.harbor.management().setPolicy("library", others);

        var ended = rig.enroll("--confirm");

        assertEquals("""
                WHAT     NAME     STATE
                project  library  mended   the policy is disabled no more
                                           the policy lacks DELETE_ARTIFACT no more
                                           the policy has another secret no more
                project  team-a   covered
                """, ended.out());
        assertEquals(0, rig.enroll("--check").code());
        var kept = rig.harbor.management().policies("library").stream()
                .filter(policy -> policy.path("name").asText().equals("ci"))
                .findFirst()
                .orElseThrow();
        assertFalse(kept.path("enabled").asBoolean());
    }

    @Test
    void checkEndsWithThreeWhileAProjectIsNotCovered() {
        var before = rig.enroll("--check");
        rig.enroll("--confirm");
        var after = rig.enroll("--check");

        assertEquals(3, before.code(), before::all);
        assertEquals(0, after.code(), after::all);
        assertTrue(after.out().endsWith("Everything is covered.\n"), after::out);
    }

    @Test
    void projectThatHarborDoesNotHaveIsNotCovered() throws IOException {
        rig.configuration("[{from: library, to: example-project}, {from: libary, to: other-project/b}]");
        rig.enroll("--confirm");

        var ended = rig.enroll("--check");

        assertEquals(3, ended.code(), ended::all);
        assertTrue(
                ended.out().contains("project  libary   no such project  or this account may not see it"), ended::out);
    }

    @Test
    void ruleForAllProjectsCoversAll() throws IOException {
        rig.configuration("[{from: '', to: example-project}]");
        rig.enroll("--confirm");

        assertEquals(1, rig.harbor.management().policies("not-ours").size());
    }

    @Test
    void refusalOfOneProjectIsSaidAndTheOthersAreDone() throws IOException {
        rig.configuration("[{from: '', to: example-project}]");
        rig.harbor.management().createProject("vanishing");
        rig.harbor.management().withhold("library");
        rig.harbor.management().vanishBefore("POST", "not-ours");
        rig.harbor.management().vanishBefore("GET", "vanishing");

        var ended =
                rig.enroll("--confirm", "--robot-secret-file", rig.file("robot").toString());

        assertEquals(1, ended.code(), ended::all);
        var lines = ended.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertTrue(
                lines.get(1)
                        .startsWith("project library failed cannot list the webhook policies of library at "
                                + rig.harbor.host() + ": GET /projects/library/webhook/policies: 403 FORBIDDEN"),
                ended::all);
        assertTrue(
                lines.get(2)
                        .startsWith("project not-ours failed cannot create the webhook policy of not-ours at "
                                + rig.harbor.host() + ": POST /projects/not-ours/webhook/policies: 404 NOT_FOUND"),
                ended::all);
        assertEquals("project team-a created", lines.get(3));
        assertEquals("project vanishing no such project it was deleted meanwhile", lines.get(4));
        assertEquals("robot breakwater created user name robot$breakwater", lines.get(5));
        assertEquals(1, rig.policies("team-a").size());
        assertFalse(ended.all().contains("w3bhook"), ended::all);
    }

    @Test
    void whatCouldNotBeLookedAtIsAFailureWithoutConfirmToo() {
        rig.harbor.management().withhold("library");

        assertEquals(1, rig.enroll("--check").code());
        assertEquals(1, rig.enroll().code());
    }

    @Test
    void confirmEndsWithThreeWhileAProjectIsNotCovered() throws IOException {
        rig.configuration("[{from: library, to: example-project}, {from: libary, to: other-project/b}]");

        var ended = rig.enroll("--confirm");

        assertEquals(3, ended.code(), ended::all);
        assertEquals(1, rig.policies("library").size());
    }

    @Test
    void confirmEndsWithThreeWhereNoProjectIsSeen() throws IOException {
        rig.enroll("--confirm", "--robot-secret-file", rig.file("robot").toString());
        rig.configuration("[{from: '', to: example-project}]");

        // Harbor shows a robot none of the private ones.
        var ended = rig.run(
                "--username",
                "robot$breakwater",
                "--password-file",
                rig.file("robot").toString(),
                "--address",
                "http://127.0.0.1:8080",
                "--confirm");

        assertEquals(3, ended.code(), ended::all);
        assertTrue(ended.out().startsWith("Harbor shows no project that the mapping covers"), ended::all);
    }

    @Test
    void projectWhoseNameIsANumberIsNotTheOneWithThatId() throws IOException {
        // The first that was made, 'library', has the id 1.
        rig.harbor.management().createProject("1");
        rig.configuration("[{from: '1', to: example-project}]");

        var ended = rig.enroll("--confirm");

        assertEquals(0, ended.code(), ended::all);
        assertEquals(1, rig.policies("1").size());
        assertEquals(List.of(), rig.policies("library"));
    }

    @Test
    void allEventsAreSentForAndLookedForOnlyWhereTheyAreWanted() {
        rig.enroll("--confirm");
        var before = rig.enroll("--check", "--events", "all");
        var mended = rig.enroll("--confirm", "--events", "all");
        var after = rig.enroll("--check", "--events", "all");

        assertEquals(3, before.code(), before::all);
        assertTrue(before.out().contains("lacks TAG_RETENTION"), before::out);
        assertEquals(0, mended.code(), mended::all);
        assertEquals(0, after.code(), after::all);
        var sent = rig.policies("library").getFirst().path("event_types");
        assertEquals(HarborEvent.values().length, sent.size(), sent::toString);
        assertEquals(0, rig.enroll("--check", "--events", "artifacts").code());
        rig.enroll("--confirm");
        assertEquals(sent, rig.policies("library").getFirst().path("event_types"), "nobody asked for less");
    }

    @Test
    void addressThatHarborCannotReachIsWarnedOfAndDoneNevertheless() throws IOException {
        assertFalse(rig.enroll("--check").err().contains("warning"));
        rig.configuration(
                "[{from: library, to: example-project}]",
                HarborRig.WEBHOOK_SECRET,
                ", tls: {certificate: a.pem, key: b.pem, client-ca: c.pem}");

        var ended = rig.enroll("--confirm");

        assertEquals(0, ended.code(), ended::all);
        var warnings = ended.err()
                .lines()
                .filter(line -> line.startsWith("breakwater: warning: "))
                .toList();
        assertEquals(2, warnings.size(), ended::all);
        assertTrue(warnings.getFirst().contains("give an https:// address"), ended::err);
        assertTrue(warnings.getLast().contains("ingest.tls.client-ca"), ended::err);
    }

    @Test
    void secretsAreInNoOutput() throws IOException {
        var all = rig.enroll().all()
                + rig.enroll("--confirm").all()
                + rig.enroll("--check", "-o", "json").all();

        assertTrue(rig.policies("library").toString().contains("w3bhook"), "it was done");
        assertFalse(all.contains("w3bhook"), all);
        assertFalse(all.contains("Harbor12345"), all);
    }

    @Test
    void outputForAProgramNamesEachProjectAndItsState() throws IOException {
        var json = Json.mapper().readTree(rig.enroll("--check", "-o", "json").out());

        assertEquals(2, json.size());
        assertEquals("library", json.path(0).path("name").asText());
        assertEquals("MISSING", json.path(0).path("state").asText());
    }

    @Test
    void usageThatMakesNoSenseIsRefused() {
        assertEquals(2, rig.enroll("--check", "--confirm").code());
        assertEquals(2, rig.enroll("--watch").code());
        assertEquals(2, rig.enroll("--audit-log").code());
        assertEquals(2, rig.enroll("--events", "some").code());
        assertEquals(2, rig.run("--username", "admin").code());
        var nowhere = rig.run(
                "--username",
                "admin",
                "--password-file",
                rig.file("admin-password").toString());
        assertEquals(2, nowhere.code(), nowhere::all);
        assertTrue(nowhere.err().contains("Set ingest.address in"), nowhere::err);
    }

    @Test
    void watchSeesToNewProjectsAndNewSecretsUntilItIsEnded() throws Exception {
        rig.configuration("[{from: library, to: example-project}]");
        var process = rig.start("--confirm", "--watch", "--every", "1");
        try {
            Await.until("the first are covered", () -> rig.policies("library").size() == 1);
            rig.harbor.management().createProject("brand-new");
            rig.configuration(
                    "[{from: library, to: example-project}, {from: brand-new, to: other-project/b}]", "Bearer n3w");

            Await.until(
                    "the new one is covered", () -> rig.policies("brand-new").size() == 1);
            Await.until(
                    "the new secret is everywhere",
                    () -> rig.policies("library").toString().contains("Bearer n3w"));
        } finally {
            process.destroy();
            process.waitFor();
        }
        assertEquals(CommandProcess.TERMINATED, process.exitValue());
    }
}

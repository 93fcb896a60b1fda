package io.breakwater.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.schemas.Json;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.HarborFace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code breakwater harbor enroll} with a Harbor that keeps projects, policies and robots. */
class HarborEnrollIT {
    private static final String WEBHOOK_SECRET = "Bearer w3bhook-s3cret";

    @TempDir
    private Path folder;

    private HarborFace harbor;

    /** How a command ended. */
    private record Ended(int code, String out, String err) {
        String all() {
            return code + "\n" + out + err;
        }
    }

    @BeforeEach
    void start() throws IOException {
        // Nothing is pushed here, so nobody stands behind.
        harbor = HarborFace.inFrontOf(URI.create("http://127.0.0.1:1"))
                .account("admin", "Harbor12345")
                .managed()
                .start();
        harbor.management().createProject("library");
        harbor.management().createProject("team-a");
        harbor.management().createProject("not-ours");
        Files.writeString(folder.resolve("admin-password"), "Harbor12345\n");
        configuration("[{from: library, to: example-project}, {from: team-a/apps, to: other-project/a}]");
    }

    @AfterEach
    void stop() {
        harbor.close();
    }

    @Test
    void withoutConfirmItSaysWhatItWouldDoAndDoesNothing() {
        var ended = enroll("--robot-secret-file", file("robot").toString());

        assertEquals(0, ended.code(), ended::all);
        assertEquals("""
                WHAT     NAME        STATE
                project  library     missing  no webhook policy 'breakwater'
                project  team-a      missing  no webhook policy 'breakwater'
                robot    breakwater  missing  no such robot account
                Nothing was changed. With --confirm it is done.
                """, ended.out());
        assertEquals(List.of(), harbor.management().policies("library"));
        assertFalse(Files.exists(file("robot")));
    }

    @Test
    void everyMappedProjectGetsOnePolicyHoweverOftenItIsDone() {
        var first = enroll("--confirm");
        var second = enroll("--confirm");

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
        var policy = harbor.management().policies("library").getFirst();
        assertEquals(
                "[\"DELETE_ARTIFACT\",\"PUSH_ARTIFACT\"]",
                policy.path("event_types").toString());
        var target = policy.path("targets").path(0);
        assertEquals(
                "http://127.0.0.1:8080/webhooks/harbor", target.path("address").asText());
        assertEquals(WEBHOOK_SECRET, target.path("auth_header").asText());
        assertEquals("CloudEvents", target.path("payload_format").asText());
        assertEquals(1, harbor.management().policies("library").size());
        assertEquals(List.of(), harbor.management().policies("not-ours"));
    }

    @Test
    void policyThatSomebodyHasChangedIsMendedAndOthersAreNot() throws IOException {
        enroll("--confirm");
        harbor.management().setPolicy("library", """
                {"name":"breakwater","enabled":false,"event_types":["PUSH_ARTIFACT"],
                 "targets":[{"type":"http","address":"http://127.0.0.1:8080/webhooks/harbor","payload_format":"CloudEvents",
                 "auth_header":"Bearer old"}]}""");
        var others = """
                {"name":"ci","enabled":false,"event_types":["PUSH_ARTIFACT"],"targets":[{"type":"http","address":"http://ci"}]}""";
        harbor.management().setPolicy("library", others);

        var ended = enroll("--confirm");

        assertEquals("""
                WHAT     NAME     STATE
                project  library  mended   the policy is disabled no more
                                           the policy lacks DELETE_ARTIFACT no more
                                           the policy has another secret no more
                project  team-a   covered
                """, ended.out());
        assertEquals(0, enroll("--check").code());
        var kept = harbor.management().policies("library").stream()
                .filter(policy -> policy.path("name").asText().equals("ci"))
                .findFirst()
                .orElseThrow();
        assertFalse(kept.path("enabled").asBoolean());
    }

    @Test
    void checkEndsWithThreeWhileAProjectIsNotCovered() {
        var before = enroll("--check");
        enroll("--confirm");
        var after = enroll("--check");

        assertEquals(3, before.code(), before::all);
        assertEquals(0, after.code(), after::all);
        assertTrue(after.out().endsWith("Everything is covered.\n"), after::out);
    }

    @Test
    void projectThatHarborDoesNotHaveIsNotCovered() throws IOException {
        configuration("[{from: library, to: example-project}, {from: libary, to: other-project/b}]");
        enroll("--confirm");

        var ended = enroll("--check");

        assertEquals(3, ended.code(), ended::all);
        assertTrue(
                ended.out().contains("project  libary   no such project  or this account may not see it"), ended::out);
    }

    @Test
    void ruleForAllProjectsCoversAll() throws IOException {
        configuration("[{from: '', to: example-project}]");
        enroll("--confirm");

        assertEquals(1, harbor.management().policies("not-ours").size());
    }

    @Test
    void robotIsMadeOnceAndItsSecretOnlyInAFileOfItsOwnersAlone() throws Exception {
        var ended = enroll(
                "--confirm", "--audit-log", "--robot-secret-file", file("robot").toString());
        var again = enroll(
                "--confirm", "--audit-log", "--robot-secret-file", file("robot").toString());

        assertEquals(0, ended.code(), ended::all);
        assertEquals(0, again.code(), again::all);
        var secret = Files.readString(file("robot")).strip();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file("robot"))));
        assertFalse(ended.all().contains(secret), "the secret is printed");
        assertTrue(ended.out().contains("robot    breakwater  created  user name robot$breakwater"), ended::out);
        assertTrue(again.out().contains("robot    robot$breakwater  covered"), again::all);
        assertEquals(200, ask("robot$breakwater", secret, "/auditlog-exts"));
        assertEquals(403, ask("robot$breakwater", secret, "/projects/library/webhook/policies"));
        assertEquals(403, ask("robot$breakwater", secret, "/robots"));
    }

    @Test
    void robotWithoutTheOptionDoesNotSeeTheAuditLog() throws Exception {
        enroll("--confirm", "--robot-secret-file", file("robot").toString());

        assertEquals(
                403, ask("robot$breakwater", Files.readString(file("robot")).strip(), "/auditlog-exts"));
    }

    @Test
    void robotWhoseSecretIsNotHereIsNotCovered() {
        enroll("--confirm", "--robot-secret-file", file("robot").toString());

        var ended = enroll("--confirm", "--robot-secret-file", file("elsewhere").toString());

        assertEquals(3, ended.code(), ended::all);
        assertTrue(ended.out().contains("robot$breakwater"), ended::all);
        assertTrue(ended.out().contains("its secret is not here: refresh it in Harbor"), ended::all);
        assertFalse(Files.exists(file("elsewhere")));
    }

    @Test
    void robotThatIsDisabledIsMendedAndKeepsWhatAnAdministratorGaveIt() throws Exception {
        enroll("--confirm", "--audit-log", "--robot-secret-file", file("robot").toString());
        var before = harbor.management().robot("robot$breakwater").path("permissions");
        harbor.management().setRobot("robot$breakwater", "disable", true);
        harbor.management().setRobot("robot$breakwater", "expires_at", 1);
        harbor.management().setRobot("robot$breakwater", "duration", 30);
        var secret = Files.readString(file("robot")).strip();
        assertEquals(401, ask("robot$breakwater", secret, "/auditlog-exts"));

        // Without --audit-log this time.
        var ended = enroll("--confirm", "--robot-secret-file", file("robot").toString());

        assertEquals(0, ended.code(), ended::all);
        assertTrue(ended.out().contains("mended   the robot is disabled no more"), ended::all);
        assertTrue(ended.out().contains("the robot is expired no more"), ended::all);
        assertEquals(before, harbor.management().robot("robot$breakwater").path("permissions"));
        assertEquals(200, ask("robot$breakwater", secret, "/auditlog-exts"));
    }

    @Test
    void refusalOfOneProjectIsSaidAndTheOthersAreDone() throws IOException {
        configuration("[{from: '', to: example-project}]");
        harbor.management().createProject("vanishing");
        harbor.management().withhold("library");
        harbor.management().vanishBefore("POST", "not-ours");
        harbor.management().vanishBefore("GET", "vanishing");

        var ended = enroll("--confirm", "--robot-secret-file", file("robot").toString());

        assertEquals(1, ended.code(), ended::all);
        var lines = ended.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertTrue(
                lines.get(1)
                        .startsWith("project library failed cannot list the webhook policies of library at "
                                + harbor.host() + ": GET /projects/library/webhook/policies: 403 FORBIDDEN"),
                ended::all);
        assertTrue(
                lines.get(2)
                        .startsWith("project not-ours failed cannot create the webhook policy of not-ours at "
                                + harbor.host() + ": POST /projects/not-ours/webhook/policies: 404 NOT_FOUND"),
                ended::all);
        assertEquals("project team-a created", lines.get(3));
        assertEquals("project vanishing no such project it was deleted meanwhile", lines.get(4));
        assertEquals("robot breakwater created user name robot$breakwater", lines.get(5));
        assertEquals(1, policies("team-a").size());
        assertFalse(ended.all().contains("w3bhook"), ended::all);
    }

    @Test
    void whatCouldNotBeLookedAtIsAFailureWithoutConfirmToo() {
        harbor.management().withhold("library");

        assertEquals(1, enroll("--check").code());
        assertEquals(1, enroll().code());
    }

    @Test
    void confirmEndsWithThreeWhileAProjectIsNotCovered() throws IOException {
        configuration("[{from: library, to: example-project}, {from: libary, to: other-project/b}]");

        var ended = enroll("--confirm");

        assertEquals(3, ended.code(), ended::all);
        assertEquals(1, policies("library").size());
    }

    @Test
    void confirmEndsWithThreeWhereNoProjectIsSeen() throws IOException {
        enroll("--confirm", "--robot-secret-file", file("robot").toString());
        configuration("[{from: '', to: example-project}]");

        // Harbor shows a robot none of the private ones.
        var ended = run(
                "--username",
                "robot$breakwater",
                "--password-file",
                file("robot").toString(),
                "--address",
                "http://127.0.0.1:8080",
                "--confirm");

        assertEquals(3, ended.code(), ended::all);
        assertTrue(ended.out().startsWith("Harbor shows no project that the mapping covers"), ended::all);
    }

    @Test
    void projectWhoseNameIsANumberIsNotTheOneWithThatId() throws IOException {
        // The first that was made, 'library', has the id 1.
        harbor.management().createProject("1");
        configuration("[{from: '1', to: example-project}]");

        var ended = enroll("--confirm");

        assertEquals(0, ended.code(), ended::all);
        assertEquals(1, policies("1").size());
        assertEquals(List.of(), policies("library"));
    }

    @Test
    void fileThatIsThereIsNotWrittenOver() throws IOException {
        Files.writeString(file("robot"), "precious");

        var ended = enroll("--confirm", "--robot-secret-file", file("robot").toString());

        assertEquals(1, ended.code(), ended::all);
        assertTrue(ended.out().contains("is there already, and may hold a secret that is in use"), ended::all);
        assertEquals("precious", Files.readString(file("robot")));
        assertFalse(harbor.management().hasRobot("robot$breakwater"), "a robot whose secret nobody has");
    }

    @Test
    void accountThatMayNotIsToldWhatItTakes() throws IOException {
        enroll("--confirm", "--robot-secret-file", file("robot").toString());
        var ended = run(
                "--username",
                "robot$breakwater",
                "--password-file",
                file("robot").toString(),
                "--address",
                "http://127.0.0.1:8080",
                "--confirm",
                "--robot-secret-file",
                file("other").toString());

        assertEquals(1, ended.code(), ended::all);
        assertTrue(ended.out().contains("403 FORBIDDEN"), ended::all);
        assertTrue(ended.out().contains("this takes an administrator of Harbor"), ended::all);
        assertFalse(ended.all().contains("\tat "), ended::all);
    }

    @Test
    void secretsAreInNoOutput() throws IOException {
        var all = enroll().all()
                + enroll("--confirm").all()
                + enroll("--check", "-o", "json").all();

        assertTrue(policies("library").toString().contains("w3bhook"), "it was done");
        assertFalse(all.contains("w3bhook"), all);
        assertFalse(all.contains("Harbor12345"), all);
    }

    @Test
    void outputForAProgramNamesEachProjectAndItsState() throws IOException {
        var json = Json.mapper().readTree(enroll("--check", "-o", "json").out());

        assertEquals(2, json.size());
        assertEquals("library", json.path(0).path("name").asText());
        assertEquals("MISSING", json.path(0).path("state").asText());
    }

    @Test
    void usageThatMakesNoSenseIsRefused() {
        assertEquals(2, enroll("--check", "--confirm").code());
        assertEquals(2, enroll("--watch").code());
        assertEquals(2, enroll("--audit-log").code());
        assertEquals(2, run("--username", "admin").code());
        var nowhere = run(
                "--username", "admin", "--password-file", file("admin-password").toString());
        assertEquals(2, nowhere.code(), nowhere::all);
        assertTrue(nowhere.err().contains("Set ingest.address in"), nowhere::err);
    }

    @Test
    void watchSeesToNewProjectsAndNewSecretsUntilItIsEnded() throws Exception {
        configuration("[{from: library, to: example-project}]");
        var process = CommandProcess.start(arguments(
                        "--username",
                        "admin",
                        "--password-file",
                        file("admin-password").toString(),
                        "--address",
                        "http://127.0.0.1:8080",
                        "--confirm",
                        "--watch",
                        "--every",
                        "1")
                .toArray(String[]::new));
        try {
            Await.until("the first are covered", () -> policies("library").size() == 1);
            harbor.management().createProject("brand-new");
            configuration(
                    "[{from: library, to: example-project}, {from: brand-new, to: other-project/b}]", "Bearer n3w");

            Await.until("the new one is covered", () -> policies("brand-new").size() == 1);
            Await.until(
                    "the new secret is everywhere",
                    () -> policies("library").toString().contains("Bearer n3w"));
        } finally {
            process.destroy();
            process.waitFor();
        }
        assertEquals(CommandProcess.TERMINATED, process.exitValue());
    }

    private List<JsonNode> policies(String project) {
        return harbor.management().policies(project);
    }

    private int ask(String user, String password, String path) throws IOException, InterruptedException {
        var basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(harbor.url() + "/api/v2.0" + path))
                    .header("Authorization", "Basic " + basic)
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void configuration(String mapping) throws IOException {
        configuration(mapping, WEBHOOK_SECRET);
    }

    /** In one move, so that a watch reads the one or the other. */
    private void configuration(String mapping, String secret) throws IOException {
        Files.writeString(file("breakwater.yaml.new"), """
                primary: {host: '%s', plain-http: true, credentials: anonymous}
                standby: {host: '127.0.0.1:2', plain-http: true, credentials: anonymous}
                mapping: %s
                kafka: {embedded: {}}
                ingest: {secret: '%s'}
                """.formatted(harbor.host(), mapping, secret));
        Files.move(file("breakwater.yaml.new"), file("breakwater.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** As Harbor's administrator, with our address. */
    private Ended enroll(String... further) {
        var all = new ArrayList<>(List.of(
                "--username",
                "admin",
                "--password-file",
                file("admin-password").toString(),
                "--address",
                "http://127.0.0.1:8080"));
        all.addAll(List.of(further));
        return run(all.toArray(String[]::new));
    }

    private Ended run(String... further) {
        var out = new StringWriter();
        var err = new StringWriter();
        var code = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments(further).toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }

    private List<String> arguments(String... further) {
        var all = new ArrayList<>(
                List.of("harbor", "enroll", "-c", file("breakwater.yaml").toString()));
        all.addAll(List.of(further));
        return all;
    }
}

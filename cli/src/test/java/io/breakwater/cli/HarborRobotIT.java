package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** {@code breakwater harbor enroll}: the robot account and its secret. */
class HarborRobotIT extends WithHarbor {
    @Test
    void robotIsMadeOnceAndItsSecretOnlyInAFileOfItsOwnersAlone() throws Exception {
        var ended = rig.enroll(
                "--confirm",
                "--audit-log",
                "--robot-secret-file",
                rig.file("robot").toString());
        var again = rig.enroll(
                "--confirm",
                "--audit-log",
                "--robot-secret-file",
                rig.file("robot").toString());

        assertEquals(0, ended.code(), ended::all);
        assertEquals(0, again.code(), again::all);
        var secret = Files.readString(rig.file("robot")).strip();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.file("robot"))));
        assertFalse(ended.all().contains(secret), "the secret is printed");
        assertTrue(ended.out().contains("robot    breakwater  created  user name robot$breakwater"), ended::out);
        assertTrue(again.out().contains("robot    robot$breakwater  covered"), again::all);
        assertEquals(200, rig.ask("robot$breakwater", secret, "/auditlog-exts"));
        assertEquals(403, rig.ask("robot$breakwater", secret, "/projects/library/webhook/policies"));
        assertEquals(403, rig.ask("robot$breakwater", secret, "/robots"));
    }

    @Test
    void robotWithoutTheOptionDoesNotSeeTheAuditLog() throws Exception {
        rig.enroll("--confirm", "--robot-secret-file", rig.file("robot").toString());

        assertEquals(
                403,
                rig.ask("robot$breakwater", Files.readString(rig.file("robot")).strip(), "/auditlog-exts"));
    }

    @Test
    void robotWhoseSecretIsNotHereIsNotCovered() {
        rig.enroll("--confirm", "--robot-secret-file", rig.file("robot").toString());

        var ended = rig.enroll(
                "--confirm", "--robot-secret-file", rig.file("elsewhere").toString());

        assertEquals(3, ended.code(), ended::all);
        assertTrue(ended.out().contains("robot$breakwater"), ended::all);
        assertTrue(ended.out().contains("its secret is not here: refresh it in Harbor"), ended::all);
        assertFalse(Files.exists(rig.file("elsewhere")));
    }

    @Test
    void robotThatIsDisabledIsMendedAndKeepsWhatAnAdministratorGaveIt() throws Exception {
        rig.enroll(
                "--confirm",
                "--audit-log",
                "--robot-secret-file",
                rig.file("robot").toString());
        var before = rig.harbor.management().robot("robot$breakwater").path("permissions");
        rig.harbor.management().setRobot("robot$breakwater", "disable", true);
        rig.harbor.management().setRobot("robot$breakwater", "expires_at", 1);
        rig.harbor.management().setRobot("robot$breakwater", "duration", 30);
        var secret = Files.readString(rig.file("robot")).strip();
        assertEquals(401, rig.ask("robot$breakwater", secret, "/auditlog-exts"));

        // Without --audit-log this time.
        var ended =
                rig.enroll("--confirm", "--robot-secret-file", rig.file("robot").toString());

        assertEquals(0, ended.code(), ended::all);
        assertTrue(ended.out().contains("mended   the robot is disabled no more"), ended::all);
        assertTrue(ended.out().contains("the robot is expired no more"), ended::all);
        assertEquals(before, rig.harbor.management().robot("robot$breakwater").path("permissions"));
        assertEquals(200, rig.ask("robot$breakwater", secret, "/auditlog-exts"));
    }

    @Test
    void fileThatIsThereIsNotWrittenOver() throws IOException {
        Files.writeString(rig.file("robot"), "precious");

        var ended =
                rig.enroll("--confirm", "--robot-secret-file", rig.file("robot").toString());

        assertEquals(1, ended.code(), ended::all);
        assertTrue(ended.out().contains("is there already, and may hold a secret that is in use"), ended::all);
        assertEquals("precious", Files.readString(rig.file("robot")));
        assertFalse(rig.harbor.management().hasRobot("robot$breakwater"), "a robot whose secret nobody has");
    }

    @Test
    void accountThatMayNotIsToldWhatItTakes() throws IOException {
        rig.enroll("--confirm", "--robot-secret-file", rig.file("robot").toString());
        var ended = rig.run(
                "--username",
                "robot$breakwater",
                "--password-file",
                rig.file("robot").toString(),
                "--address",
                "http://127.0.0.1:8080",
                "--confirm",
                "--robot-secret-file",
                rig.file("other").toString());

        assertEquals(1, ended.code(), ended::all);
        assertTrue(ended.out().contains("403 FORBIDDEN"), ended::all);
        assertTrue(ended.out().contains("this takes an administrator of Harbor"), ended::all);
        assertFalse(ended.all().contains("\tat "), ended::all);
    }
}

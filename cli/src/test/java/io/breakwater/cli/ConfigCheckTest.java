package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCheckTest {
    private static final String GOOD = """
            primary: {host: cr.example.io, username: robot, password-file: password}
            standby: {host: asia.gcr.io, credentials: google}
            mapping:
              - {from: library, to: example-project}
            kafka: {embedded: {}}
            ingest: {secret-file: hook}
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void givenRepositoriesAreShownAsWhatTheyBecome() throws IOException {
        writeSecrets();
        assertEquals(0, check(GOOD, "library/team/app", "other/app"), err::toString);
        var lines = out.toString().lines().toList();
        assertTrue(
                lines.contains("cr.example.io/library/team/app -> asia.gcr.io/example-project/team/app"),
                out::toString);
        assertTrue(lines.contains("cr.example.io/other/app -> not copied: no rule matches"), out::toString);
    }

    @Test
    void eachRuleHasAnExampleWhenNothingIsAsked() throws IOException {
        writeSecrets();
        assertEquals(0, check(GOOD, "-o", "json"), err::toString);
        var repository =
                new JsonMapper().readTree(out.toString()).get("repositories").get(0);
        assertEquals("cr.example.io/library/app", repository.get("primary").textValue());
        assertEquals(
                "asia.gcr.io/example-project/app", repository.get("standby").textValue());
    }

    @Test
    void noSecretIsEverShown() throws IOException {
        writeSecrets();
        check(GOOD);
        check(GOOD, "-o", "json");
        assertFalse(out.toString().contains("s3cret"), out::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: 's3cret${x'",
                "password: 's3cret${'",
                "password: 's3cret${1}'",
                "password: ['s3cret-1', 's3cret-2']",
                "password: {s3cret: x}",
                "password: 's3cret",
                "password: [s3cret",
                "password: *s3cret",
                "password: |s3cret",
                "password-file: 's3cret${x'",
            })
    void noSecretIsEverShownOfABadFile(String password) throws IOException {
        writeSecrets();
        assertEquals(2, check(GOOD.replace("password-file: password", password)));
        assertFalse(err.toString().contains("s3cret"), err::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\nhook", " s3cret-hook", "s3cret\thook"})
    void webhookSecretThatNoHeaderCarriesIsNamedWithItsLineAndNotShown(String secret) throws IOException {
        writeSecrets();
        Files.writeString(folder.resolve("hook"), secret);
        assertEquals(2, check(GOOD));
        assertTrue(
                err.toString()
                        .startsWith("breakwater: " + file() + ":6: ingest.secret-file: " + folder.resolve("hook")
                                + ": a webhook secret must not begin or end with blanks"),
                err::toString);
        assertFalse(err.toString().contains("s3cret"), err::toString);
    }

    @Test
    void missingSecretIsNamedWithItsLine() throws IOException {
        assertEquals(2, check(GOOD));
        assertTrue(
                err.toString().startsWith("breakwater: " + file() + ":1: primary.password-file: cannot read"),
                err::toString);
    }

    @Test
    void doorForEverybodyIsRefused() throws IOException {
        writeSecrets();
        assertEquals(2, check(GOOD.replace("{secret-file: hook}", "{}")));
        assertTrue(err.toString().contains("without a secret anybody who reaches 0.0.0.0:8080"), err::toString);
        assertEquals(0, check(GOOD.replace("{secret-file: hook}", "{listen: '127.0.0.1:0'}")), err::toString);
    }

    @Test
    void badRepositoryIsBadUsage() throws IOException {
        writeSecrets();
        assertEquals(2, check(GOOD, "Library/App"));
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    private int check(String configuration, String... further) throws IOException {
        Files.writeString(file(), configuration);
        var arguments = new ArrayList<>(List.of("config", "check", "-c", file().toString()));
        arguments.addAll(List.of(further));
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
    }

    private void writeSecrets() throws IOException {
        Files.writeString(folder.resolve("password"), "s3cret-password");
        Files.writeString(folder.resolve("hook"), "s3cret-hook");
    }

    private Path file() {
        return folder.resolve("breakwater.yaml");
    }
}

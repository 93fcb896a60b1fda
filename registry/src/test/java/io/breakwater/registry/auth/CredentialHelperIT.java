package io.breakwater.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker's credential helpers: programs that are found on the PATH. */
class CredentialHelperIT {
    @TempDir
    private Path folder;

    @Test
    void helperOfAHostIsAskedForThatHostAlone() throws Exception {
        Files.createFile(
                folder.resolve("docker-credential-canary"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(folder.resolve("docker-credential-canary"), """
                #!/bin/sh
                read host
                echo "{\\"ServerURL\\":\\"$host\\",\\"Username\\":\\"$1\\",\\"Secret\\":\\"for $host\\"}"
                """);
        var config = Files.writeString(
                folder.resolve("config.json"), "{\"credHelpers\":{\"cr.example.io:8443\":\"canary\"}}");

        assertEquals("get for cr.example.io:8443", login(config, "cr.example.io:8443"));
        assertEquals("nobody", login(config, "other.example.io"));
    }

    private String login(Path config, String host) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HelperLogin.class.getName(),
                config.toString(),
                host);
        process.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
        process.redirectError(ProcessBuilder.Redirect.INHERIT);
        var running = process.start();
        var output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        running.waitFor();
        return output;
    }
}

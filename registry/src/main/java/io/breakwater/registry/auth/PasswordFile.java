package io.breakwater.registry.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password in a file of its own, such as a mounted Kubernetes secret. */
record PasswordFile(String username, Path file) implements CredentialSource {
    /** Bytes; a Google service account key has about 2,400. */
    private static final int LONGEST = 64 << 10;

    PasswordFile {
        Credentials.Basic.checkUsername(username);
    }

    @Override
    public Credentials get() {
        var password = read().stripTrailing();
        if (password.isEmpty()) {
            throw new CredentialsUnavailable(
                    "The password file " + file + " is empty. Write the password into it.", null);
        }
        return new Credentials.Basic(username, GoogleKey.password(username, Secret.of(password)));
    }

    private String read() {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new CredentialsUnavailable(
                        "The password file " + file + " is longer than " + LONGEST + " bytes. Name the right file.",
                        null);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CredentialsUnavailable(
                    "Cannot read the password file " + file + ": "
                            + e.getClass().getSimpleName() + ". Mount it, or let this user read it.",
                    e);
        }
    }
}

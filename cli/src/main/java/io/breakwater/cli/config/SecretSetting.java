package io.breakwater.cli.config;

import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where a secret comes from. It is fetched only by the role that needs it, so that a process which runs one role needs
 * no secret of another.
 */
public final class SecretSetting {
    /** Bytes; a Google service account's key has about 2,400. */
    private static final int LONGEST = 64 << 10;

    private final String place;
    private final Supplier<String> value;
    private final Optional<Supplier<Path>> file;

    private SecretSetting(String place, Supplier<String> value, Optional<Supplier<Path>> file) {
        this.place = place;
        this.value = value;
        this.file = file;
    }

    /** A secret written as a value; the supplier does the interpolation. */
    static SecretSetting value(String place, Supplier<String> value) {
        return new SecretSetting(place, value, Optional.empty());
    }

    /** A secret in a file; a newline at its end is not part of it. */
    static SecretSetting file(String place, Supplier<Path> file) {
        return new SecretSetting(place, () -> content(file.get()), Optional.of(file));
    }

    /** The secret as it is now. @throws ConfigurationException if it is missing, empty or far too long */
    public String read() {
        return read(secret -> secret);
    }

    /**
     * The same after {@code parse}, whose complaints get their place in front; they must not quote the secret.
     *
     * @throws ConfigurationException also if {@code parse} throws an {@link IllegalArgumentException}
     */
    <T> T read(Function<String, T> parse) {
        try {
            var secret = value.get();
            if (secret.isEmpty()) {
                throw new IllegalArgumentException("the secret is empty");
            }
            return parsed(secret, parse);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(place + ": " + e.getMessage());
        }
    }

    /** One place may list several files. */
    private <T> T parsed(String secret, Function<String, T> parse) {
        try {
            return parse.apply(secret);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    file.map(path -> path.get() + ": ").orElse("") + e.getMessage(), e);
        }
    }

    /** A login with this as the password; a file is read again whenever the password is needed. */
    CredentialSource source(String username) {
        return file.map(path -> CredentialSource.passwordFile(username, path.get()))
                .orElseGet(() -> () ->
                        CredentialSource.fixed(username, Secret.of(read())).get());
    }

    private static String content(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new IllegalArgumentException(file + " is longer than " + LONGEST + " bytes: not a secret");
            }
            var secret = Files.readString(file).stripTrailing();
            if (secret.isEmpty()) {
                throw new IllegalArgumentException("the secret file " + file + " is empty");
            }
            return secret;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot read the secret file " + file + "; create it or mend the path", e);
        }
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "***";
    }
}

package io.breakwater.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Where a secret comes from. It is fetched only by the role that needs it, so that a process which runs one role needs
 * no secret of another.
 */
public final class SecretSetting {
    /** Bytes; a Google service account's key has about 2,400. */
    private static final int LONGEST = 64 << 10;

    private final String place;
    private final Supplier<String> source;

    private SecretSetting(String place, Supplier<String> source) {
        this.place = place;
        this.source = source;
    }

    /** A secret written as a value; the supplier does the interpolation. */
    static SecretSetting value(String place, Supplier<String> value) {
        return new SecretSetting(place, value);
    }

    /** A secret in a file; a newline at its end is not part of it. */
    static SecretSetting file(String place, Supplier<Path> file) {
        return new SecretSetting(place, () -> content(file.get()));
    }

    /** The secret as it is now. @throws ConfigurationException if it is missing, empty or far too long */
    public String read() {
        try {
            var secret = source.get();
            if (secret.isEmpty()) {
                throw new IllegalArgumentException("the secret is empty");
            }
            return secret;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(place + ": " + e.getMessage());
        }
    }

    private static String content(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new IllegalArgumentException(file + " is longer than " + LONGEST + " bytes: not a secret");
            }
            return Files.readString(file).stripTrailing();
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

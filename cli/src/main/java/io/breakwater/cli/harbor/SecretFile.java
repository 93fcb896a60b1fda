package io.breakwater.cli.harbor;

import io.breakwater.cli.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A new file that only its owner may read. It is opened before Harbor is asked for the secret, which Harbor tells once: a disk
 * that can't be written to is found out before.
 */
final class SecretFile implements AutoCloseable {
    private final Path path;
    private final FileChannel file;
    private boolean written;

    private SecretFile(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    static SecretFile create(Path path) {
        try {
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            return new SecretFile(
                    path,
                    FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode));
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    path + " is there already, and may hold a secret that is in use; name another file", e);
        } catch (IOException e) {
            throw new CommandFailure("cannot write a secret to " + path + ": " + e, e);
        }
    }

    void write(String secret) {
        try {
            var bytes = ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
            written = true;
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot write the robot's secret to " + path + " (" + e.getMessage()
                            + "), and Harbor does not tell it again: refresh it in Harbor, under Robot Accounts",
                    e);
        }
    }

    /** Without a secret in it there is no file. */
    @Override
    public void close() {
        try {
            file.close();
            if (!written) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new CommandFailure("cannot close " + path + ": " + e.getMessage(), e);
        }
    }
}

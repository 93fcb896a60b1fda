package io.breakwater.bench.corpus;

import io.breakwater.testkit.image.MediaTypes;
import io.breakwater.testkit.image.TestBlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Layers that are generated whenever they are read, and never held. */
final class Layers {
    private Layers() {}

    /** @param seed another one gives another digest */
    static TestBlob of(long seed, long size) {
        return new TestBlob(MediaTypes.OCI_LAYER, size, digest(seed, size), () -> new LayerStream(seed, size));
    }

    /** From {@code least} to {@code most} bytes, small ones more often: evenly spread by logarithm. */
    static TestBlob between(long seed, long least, long most) {
        var share = new SplittableRandom(seed).nextDouble();
        return of(seed, Math.round(least * Math.pow((double) most / least, share)));
    }

    private static String digest(long seed, long size) {
        try (var stream = new LayerStream(seed, size)) {
            var hash = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[1 << 16];
            for (var count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                hash.update(buffer, 0, count);
            }
            return "sha256:" + HexFormat.of().formatHex(hash.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

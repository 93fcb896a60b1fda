package io.breakwater.testkit.layout;

import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes an image for skopeo's {@code dir:} transport (containers-transports(5)): the root as {@code manifest.json}, each
 * child as {@code <hex>.manifest.json}, each blob as {@code <hex>}.
 */
public final class DirLayout {
    private DirLayout() {}

    /** @param folder made where missing */
    public static void write(Path folder, TestImage image) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("version"), "Directory Transport Version: 1.1\n");
            for (var blob : image.blobs()) {
                OciLayout.write(folder.resolve(hex(blob.digest())), blob);
            }
            for (TestManifest child : image.children()) {
                Files.write(folder.resolve(hex(child.digest()) + ".manifest.json"), child.bytes());
            }
            Files.write(folder.resolve("manifest.json"), image.root().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the folder " + folder, e);
        }
    }

    private static String hex(String digest) {
        return digest.substring(digest.indexOf(':') + 1);
    }
}

package io.breakwater.testkit.jib;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import io.breakwater.testkit.Folders;
import io.breakwater.testkit.image.TestBlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Images that Jib builds from nothing and pushes: no Docker engine, no base image, no network but the registry. The same
 * seed gives the same digest.
 */
public final class JibImages {
    /** Where Jib pushes, over TLS or, on this machine, plain HTTP. */
    public record Target(String host, String repository, String tag, Optional<Login> login) {
        /** Without login. */
        public static Target at(String host, String repository, String tag) {
            return new Target(host, repository, tag, Optional.empty());
        }

        /** With login; see {@link JibImages} on plain HTTP. */
        public Target as(String user, String password) {
            return new Target(host, repository, tag, Optional.of(new Login(user, password)));
        }

        private String reference() {
            return host + "/" + repository + ":" + tag;
        }
    }

    /** A user and his password, which is not shown. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user + ":***";
        }
    }

    private JibImages() {}

    /**
     * Builds and pushes an image of {@code layers} layers of one file each.
     *
     * @param format {@link ImageFormat#Docker} or {@link ImageFormat#OCI}
     * @param layerBytes size of each file; pseudo-random, so a layer is about as large
     * @return the digest of the pushed manifest
     * @throws IllegalStateException if Jib fails, with its cause
     */
    public static String push(Target target, ImageFormat format, long seed, int layers, long layerBytes) {
        if (target.login().isPresent() && target.host().startsWith("127.0.0.1:")) {
            // Jib's own switch, and it has no other: without it no login is sent over plain HTTP.
            System.setProperty("sendCredentialsOverHttp", "true");
        }
        var work = Folders.temporary("jib-images");
        try {
            return build(target, format, layers(work, seed, layers, layerBytes), work);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the layers of " + target.reference(), e);
        } finally {
            Folders.delete(work);
        }
    }

    private static String build(Target target, ImageFormat format, List<FileEntriesLayer> layers, Path work) {
        try {
            var image = RegistryImage.named(target.reference());
            target.login().ifPresent(login -> image.addCredential(login.user(), login.password()));
            var container = Jib.fromScratch()
                    .setFormat(format)
                    .setFileEntriesLayers(layers)
                    .setEntrypoint("/layer-0.bin")
                    .containerize(Containerizer.to(image)
                            .setAllowInsecureRegistries(target.host().startsWith("127.0.0.1:"))
                            .setBaseImageLayersCache(work.resolve("base"))
                            .setApplicationLayersCache(work.resolve("application"))
                            .setToolName("testkit"));
            return container.getDigest().toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Jib pushed " + target.reference(), e);
        } catch (Exception e) {
            throw new IllegalStateException("Jib cannot push " + target.reference(), e);
        }
    }

    private static List<FileEntriesLayer> layers(Path work, long seed, int count, long bytes) throws IOException {
        var layers = new ArrayList<FileEntriesLayer>();
        for (var index = 0; index < count; index++) {
            var name = "layer-" + index + ".bin";
            var file = work.resolve(name);
            try (var content =
                    TestBlob.generated("", seed * 1000 + index, bytes).open().get()) {
                Files.copy(content, file);
            }
            layers.add(FileEntriesLayer.builder()
                    .setName(name)
                    .addEntry(file, AbsoluteUnixPath.get("/" + name))
                    .build());
        }
        return layers;
    }
}

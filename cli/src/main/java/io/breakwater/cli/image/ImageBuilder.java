package io.breakwater.cli.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Builds the image {@code breakwater} as a tar that {@code docker load} and {@code skopeo} read. */
public final class ImageBuilder {
    /** What the image is called once it is loaded. */
    public static final String NAME = "breakwater:local";

    private static final String TAR_PREFIX = "tar://";
    private static final List<String> JVM_OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:MaxRAMPercentage=70",
            "-XX:+ExitOnOutOfMemoryError");

    private final List<Path> jars;
    private final String version;
    private final Path output;

    /**
     * @param jars the whole class path, the command's own jar first
     * @param version in the names of our jars
     * @param output folder for the tar and for what is kept between builds
     */
    public ImageBuilder(List<Path> jars, String version, Path output) {
        this.jars = List.copyOf(jars);
        this.version = version;
        this.output = output;
    }

    /**
     * What was built.
     *
     * @param digest of the image's manifest
     * @param bytes of the tar
     */
    public record Built(String name, String tar, String digest, long bytes) {}

    /**
     * Builds on {@code base}, a reference or {@code tar:///path} with a Java 25 on its PATH; without one on nothing.
     *
     * @throws ImageFault if it cannot be built
     */
    public Built build(Optional<String> base) {
        try {
            Files.createDirectories(output);
            var scratch = Files.createTempDirectory(output, "build-");
            try {
                return build(base, new Layers(scratch, jars, version));
            } finally {
                delete(scratch);
            }
        } catch (IOException e) {
            throw new ImageFault("cannot write the image to " + output + ": " + e, e);
        }
    }

    private Built build(Optional<String> base, Layers layers) throws IOException {
        var builder = base.isPresent() ? on(base.get()) : Jib.fromScratch();
        builder.setPlatforms(Set.of(new Platform(architecture(), "linux")));
        var java = "java";
        if (base.isEmpty()) {
            java = Layers.RUNTIME + "/bin/java";
            layers.system().forEach(builder::addFileEntriesLayer);
        }
        layers.application().forEach(builder::addFileEntriesLayer);
        builder.setEntrypoint(entrypoint(java))
                .setProgramArguments("--help")
                .setUser(Layers.USER)
                .setWorkingDirectory(AbsoluteUnixPath.get(Layers.HOME))
                .setFormat(ImageFormat.Docker)
                .setCreationTime(Instant.EPOCH);
        return write(builder, base.isEmpty());
    }

    private Built write(JibContainerBuilder builder, boolean offline) throws IOException {
        var tar = output.resolve("breakwater.tar");
        try {
            var container =
                    builder.containerize(Containerizer.to(TarImage.at(tar).named(NAME))
                            .setBaseImageLayersCache(output.resolve("cache/base"))
                            .setApplicationLayersCache(output.resolve("cache/application"))
                            .setOfflineMode(offline)
                            .setToolName("breakwater"));
            return new Built(NAME, tar.toString(), container.getDigest().toString(), Files.size(tar));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageFault("interrupted while building the image", e);
        } catch (RegistryException
                | CacheDirectoryCreationException
                | ExecutionException
                | InvalidImageReferenceException e) {
            throw new ImageFault("cannot build the image: " + e.getMessage(), e);
        }
    }

    private static JibContainerBuilder on(String base) {
        try {
            if (base.startsWith(TAR_PREFIX)) {
                return Jib.from(TarImage.at(Path.of(base.substring(TAR_PREFIX.length()))));
            }
            var reference = ImageReference.parse(base);
            var credentials = CredentialRetrieverFactory.forImage(reference, _ -> {});
            return Jib.from(RegistryImage.named(reference).addCredentialRetriever(credentials.dockerConfig()));
        } catch (InvalidImageReferenceException e) {
            throw new ImageFault("'" + base + "' is no image; write host/name:tag or tar:///path", e);
        }
    }

    private static List<String> entrypoint(String java) {
        var entrypoint = new ArrayList<String>();
        entrypoint.add(java);
        entrypoint.addAll(JVM_OPTIONS);
        entrypoint.addAll(List.of("-cp", Layers.CLASS_PATH, "io.breakwater.cli.Main"));
        return entrypoint;
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

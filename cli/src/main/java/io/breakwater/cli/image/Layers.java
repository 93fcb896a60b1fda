package io.breakwater.cli.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The image's files, from what changes seldom to what changes with every build. */
final class Layers {
    static final String RUNTIME = "/opt/java";
    /** Where the configuration and the data are looked for. */
    static final String HOME = "/breakwater";

    static final String CLASS_PATH = "/opt/breakwater/*";
    /** Nobody's number on a usual host. */
    static final String USER = "10001:10001";

    private static final Instant TIME = Instant.EPOCH.plusSeconds(1);
    private static final FilePermissions READABLE = FilePermissions.fromOctalString("644");
    private static final FilePermissions EXECUTABLE = FilePermissions.fromOctalString("755");
    private static final FilePermissions FOR_ALL = FilePermissions.fromOctalString("777");
    private static final String ROOT = "0:0";

    private final Path scratch;
    private final List<Path> jars;
    private final String version;

    /** @param scratch an empty folder that is there until the image is written */
    Layers(Path scratch, List<Path> jars, String version) {
        this.scratch = scratch;
        this.jars = jars;
        this.version = version;
    }

    /** The C library with what else native code needs, and the Java runtime; both from this machine. */
    List<FileEntriesLayer> system() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new ImageFault("an image from nothing takes the C library of this machine, which must be Linux;"
                    + " elsewhere give --base, such as --base eclipse-temurin:25-jre");
        }
        var runtime = scratch.resolve("java");
        JavaRuntime.link(runtime);
        var own = files(runtime).stream().filter(Layers::isNative).toList();
        var fromJars = SharedLibraries.unpack(
                jars, Files.createDirectory(scratch.resolve("native")), runtime.resolve("bin/java"));
        var libraries = SharedLibraries.of(
                Stream.concat(own.stream(), fromJars.stream()).toList(), runtime);
        return List.of(libraries(libraries), runtime(runtime));
    }

    /** Other people's jars, then ours. */
    List<FileEntriesLayer> application() throws IOException {
        var ours = jars.stream().filter(this::isOurs).toList();
        var others = jars.stream().filter(jar -> !isOurs(jar)).toList();
        var application = layer("application", ours)
                .addEntry(empty("home"), AbsoluteUnixPath.get(HOME), EXECUTABLE, TIME, USER)
                .addEntry(empty("data"), AbsoluteUnixPath.get(HOME + "/data"), EXECUTABLE, TIME, USER)
                .build();
        return List.of(layer("libraries", others).build(), application);
    }

    private boolean isOurs(Path jar) {
        return jar.equals(jars.getFirst()) || jar.toString().endsWith("-" + version + ".jar");
    }

    private FileEntriesLayer libraries(Iterable<Path> libraries) throws IOException {
        var layer = FileEntriesLayer.builder().setName("c-library");
        for (var library : libraries) {
            layer.addEntry(library.toRealPath(), AbsoluteUnixPath.fromPath(library), EXECUTABLE, TIME, ROOT);
        }
        layer.addEntry(empty("tmp"), AbsoluteUnixPath.get("/tmp"), FOR_ALL, TIME, ROOT);
        addText(layer, "/etc/passwd", "root:x:0:0::/:\nbreakwater:x:10001:10001::" + HOME + ":\n");
        addText(layer, "/etc/group", "root:x:0:\nbreakwater:x:10001:\n");
        addText(layer, "/etc/nsswitch.conf", "hosts: files dns\n");
        return layer.build();
    }

    private static FileEntriesLayer runtime(Path runtime) throws IOException {
        var layer = FileEntriesLayer.builder().setName("java");
        for (var file : files(runtime)) {
            var target = AbsoluteUnixPath.get(RUNTIME).resolve(runtime.relativize(file));
            layer.addEntry(file, target, Files.isExecutable(file) ? EXECUTABLE : READABLE, TIME, ROOT);
        }
        return layer.build();
    }

    private static FileEntriesLayer.Builder layer(String name, List<Path> jars) {
        var layer = FileEntriesLayer.builder().setName(name);
        for (var jar : jars) {
            var target = AbsoluteUnixPath.get("/opt/breakwater/" + jar.getFileName());
            layer.addEntry(jar, target, READABLE, TIME, ROOT);
        }
        return layer;
    }

    private void addText(FileEntriesLayer.Builder layer, String path, String text) throws IOException {
        var file = Files.writeString(scratch.resolve(Path.of(path).getFileName()), text);
        layer.addEntry(file, AbsoluteUnixPath.get(path), READABLE, TIME, ROOT);
    }

    private Path empty(String name) throws IOException {
        return Files.createDirectories(scratch.resolve("empty").resolve(name));
    }

    private static boolean isNative(Path file) {
        return file.toString().endsWith(".so") || file.endsWith("bin/java");
    }

    /** In an order that does not depend on the file system. */
    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}

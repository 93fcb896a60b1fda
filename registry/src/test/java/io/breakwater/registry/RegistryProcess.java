package io.breakwater.registry;

import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real {@code registry} server of the CNCF distribution project, on a free port, with its storage in a folder of its own. */
final class RegistryProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final String ACCEPT = "application/vnd.oci.image.manifest.v1+json,"
            + "application/vnd.oci.image.index.v1+json,application/vnd.docker.distribution.manifest.v2+json,"
            + "application/vnd.docker.distribution.manifest.list.v2+json,*/*";
    private static final String CONFIG = """
            version: 0.1
            storage:
              filesystem:
                rootdirectory: FOLDER
              delete:
                enabled: true
            http:
              addr: 127.0.0.1:0
              relativeurls: true
            validation:
              disabled: true
            """;

    private final Path folder;
    private final Process process;
    private final HostPort host;
    private final HttpClient http = HttpClient.newHttpClient();

    RegistryProcess() throws IOException {
        this("");
    }

    /** @param http further settings under {@code http}, indented by two; with TLS only {@link #host} is of use */
    RegistryProcess(String http) throws IOException {
        folder = Files.createTempDirectory("registry-");
        var config = Files.writeString(
                folder.resolve("config.yml"),
                CONFIG.replace("FOLDER", folder.resolve("data").toString())
                        .replace("  relativeurls: true\n", "  relativeurls: true\n" + http));
        process = new ProcessBuilder(program(), "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        var log = process.inputReader();
        host = HostPort.parse("127.0.0.1:" + port(log));
        Thread.ofVirtual().start(() -> drain(log));
    }

    private static String program() {
        return Stream.of("docker-registry", "registry")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":", -1)).map(part -> Path.of(part, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no 'registry' program on the PATH; on Debian: apt-get install docker-registry"))
                .toString();
    }

    private static String port(BufferedReader log) throws IOException {
        var seen = new StringBuilder();
        for (var line = log.readLine(); line != null; line = log.readLine()) {
            seen.append(line).append('\n');
            var matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("the registry did not start:\n" + seen);
    }

    private static void drain(BufferedReader log) {
        try (log) {
            log.transferTo(Writer.nullWriter());
        } catch (IOException closed) {
            // It has ended.
        }
    }

    HostPort host() {
        return host;
    }

    URI uri() {
        return URI.create("http://" + host);
    }

    RegistryConfig config() {
        return RegistryConfig.of(host).withPlainHttp(true);
    }

    /** What another client gets, in bytes. */
    HttpResponse<byte[]> get(String path) {
        try {
            var request = HttpRequest.newBuilder(uri().resolve(path))
                    .header("Accept", ACCEPT)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes a blob away behind everybody's back, as a garbage collector would. */
    void loseBlob(String repository, Digest digest) throws IOException {
        for (var path : List.of(
                "blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex(),
                "repositories/" + repository + "/_layers/sha256/" + digest.hex())) {
            delete(folder.resolve("data/docker/registry/v2").resolve(path));
        }
    }

    /** Files that are kept for blobs and manifests, in any repository. */
    List<Path> stored() throws IOException {
        var blobs = folder.resolve("data/docker/registry/v2/blobs");
        if (!Files.exists(blobs)) {
            return List.of();
        }
        try (var files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void delete(Path path) throws IOException {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        http.close();
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

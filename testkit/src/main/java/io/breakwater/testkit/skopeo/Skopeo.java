package io.breakwater.testkit.skopeo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.testkit.Executables;
import io.breakwater.testkit.image.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** skopeo, as an independent witness of what a registry holds. Speaks plain HTTP where there is no TLS. */
public final class Skopeo {
    private final Path binary;
    private final Optional<String> credentials;

    /** Without login. @throws IllegalStateException if there is no skopeo on the PATH */
    public Skopeo() {
        this(Optional.empty());
    }

    /** Logs in to every registry it is sent to. The password is seen in this machine's process list, and in no message. */
    public static Skopeo withLogin(String user, String password) {
        return new Skopeo(Optional.of(user + ":" + password));
    }

    private Skopeo(Optional<String> credentials) {
        this.binary = binary().orElseThrow(
                        () -> new IllegalStateException("No skopeo on the PATH. Install Debian's skopeo."));
        this.credentials = credentials;
    }

    public static Optional<Path> binary() {
        return Executables.onPath("skopeo");
    }

    /**
     * The manifest's bytes as the registry sent them.
     *
     * @param reference a tag or a digest
     */
    public byte[] rawManifest(String host, String repository, String reference) {
        var arguments = new ArrayList<>(List.of("inspect", "--raw", "--tls-verify=false"));
        credentials.ifPresent(login -> arguments.addAll(List.of("--creds", login)));
        arguments.add(reference(host, repository, reference));
        return output(arguments);
    }

    /** The digest of {@link #rawManifest}. */
    public String digest(String host, String repository, String reference) {
        return Sha256.of(rawManifest(host, repository, reference));
    }

    /**
     * {@code skopeo copy --all --preserve-digests}: fails rather than change a manifest.
     *
     * @param from with its transport, as {@code to}: {@code docker://host/repository:tag}, {@code oci:folder:tag}
     */
    public void copyAll(String from, String to) {
        var arguments = new ArrayList<>(List.of(
                "copy", "--all", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false", "--quiet"));
        credentials.ifPresent(login -> {
            loginFor(from, "--src-creds", login, arguments);
            loginFor(to, "--dest-creds", login, arguments);
        });
        arguments.addAll(List.of(from, to));
        output(arguments);
    }

    /**
     * Pulls every tag of a repository with all that is below it, each into a folder {@code <last part of the name>:<tag>} of
     * {@code folder}, as skopeo's {@code dir:} lays it out. One process, so far cheaper than one for each tag; fails rather
     * than change a manifest.
     */
    public void pullAll(String host, String repository, Path folder) {
        var arguments = new ArrayList<>(List.of(
                "sync", "--all", "--preserve-digests", "--src", "docker", "--dest", "dir", "--src-tls-verify=false"));
        credentials.ifPresent(login -> arguments.addAll(List.of("--src-creds", login)));
        arguments.addAll(List.of(host + "/" + repository, folder.toString()));
        output(arguments);
    }

    /** Runs skopeo. @throws IllegalStateException if it does not exit with 0, with what it wrote on standard error */
    public void run(String... arguments) {
        output(List.of(arguments));
    }

    /** {@code docker://host/repository:tag} or {@code …@sha256:…}. */
    public static String reference(String host, String repository, String reference) {
        return "docker://" + host + "/" + repository + (reference.contains(":") ? "@" : ":") + reference;
    }

    private static void loginFor(String place, String option, String login, List<String> arguments) {
        if (place.startsWith("docker://")) {
            arguments.addAll(List.of(option, login));
        }
    }

    private byte[] output(List<String> arguments) {
        var command = new ArrayList<>(List.of(binary.toString(), "--insecure-policy"));
        command.addAll(arguments);
        try {
            var process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            var complaints = CompletableFuture.supplyAsync(
                    () -> readAll(process), task -> Thread.ofVirtual().start(task));
            var output = new ByteArrayOutputStream();
            process.getInputStream().transferTo(output);
            var exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException(
                        masked("skopeo %s: exit code %d: %s".formatted(arguments, exitCode, complaints.join())));
            }
            return output.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(masked("Cannot run skopeo " + arguments), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(masked("Interrupted in skopeo " + arguments), e);
        }
    }

    private static String readAll(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String masked(String message) {
        return credentials.map(login -> message.replace(login, "***")).orElse(message);
    }
}

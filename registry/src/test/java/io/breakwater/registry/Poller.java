package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.testkit.image.ArtifactGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.opentest4j.AssertionFailedError;

/**
 * Looks at a target again and again while copies go on, as a node would: whatever it finds under a tag must be whole, each
 * child and each blob there. Where the list tells digests too, as Google's does, that holds for what has no tag as well.
 */
final class Poller {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String ACCEPT = "application/vnd.oci.image.manifest.v1+json, "
            + "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json, "
            + "application/vnd.docker.distribution.manifest.list.v2+json, */*";
    private static final Pattern TAG = Pattern.compile("\"([A-Za-z0-9_][A-Za-z0-9._-]{0,127})\"");
    private static final Pattern DIGEST =
            Pattern.compile("\"digest\"\\s*:\\s*\"(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\"");
    /** A member of Google's {@code manifest}. */
    private static final Pattern LISTED = Pattern.compile("\"(sha256:[0-9a-f]{64})\"\\s*:");

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final URI target;
    private final String below;
    private final List<String> kinds = ArtifactGenerator.of(1)
            .limit(40)
            .map(artifact -> artifact.kind())
            .distinct()
            .toList();
    private final Set<Place> read = new HashSet<>();
    private final Set<Place> listed = new HashSet<>();
    private final List<String> broken = new ArrayList<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::poll);
    private volatile boolean ended;
    private int looks;

    private record Place(String repository, String tag) {}

    Poller(URI target, String below) {
        this.target = target;
        this.below = below;
        thread.start();
    }

    private void poll() {
        try {
            do {
                for (var kind : kinds) {
                    look(below + kind);
                }
            } while (!ended);
        } catch (RuntimeException e) {
            broken.add("the poller stopped: " + e);
        }
    }

    private void look(String repository) {
        var list = get(uri(repository, "tags/list"));
        var text = list.statusCode() == 200 ? new String(list.body(), UTF_8) : "";
        LISTED.matcher(text).results().map(match -> match.group(1)).forEach(digest -> lookAt(repository, digest));
        var tags = text.replaceFirst(".*\"tags\"", "");
        TAG.matcher(tags).results().map(match -> match.group(1)).forEach(tag -> lookAtTag(repository, tag));
    }

    /**
     * The registry makes a tag's folder, which lists it, before it writes what the tag means (distribution,
     * {@code tagStore.Tag}). So one that was never read may be unknown for a moment; in the end it must be there.
     */
    private void lookAtTag(String repository, String tag) {
        var place = new Place(repository, tag);
        if (read.contains(place) || manifest(repository, tag).statusCode() != 404) {
            read.add(place);
            listed.remove(place);
            lookAt(repository, tag);
        } else {
            listed.add(place);
        }
    }

    /**
     * As links are written in place (distribution, {@code filesystem.Driver}), a revision's again with each tag and a blob's with
     * each mount, who reads one meanwhile is answered 500 ("invalid checksum digest format"). On a busy machine that may
     * take some time; what stays so is broken.
     */
    private static <T> T written(Supplier<T> look, ToIntFunction<T> status) {
        var deadline = System.nanoTime() + LONGEST_WRITE.toNanos();
        while (true) {
            var seen = look.get();
            if (status.applyAsInt(seen) < 500 || System.nanoTime() - deadline > 0) {
                return seen;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private HttpResponse<byte[]> manifest(String repository, String reference) {
        return written(() -> get(uri(repository, "manifests/" + reference)), HttpResponse::statusCode);
    }

    private void lookAt(String repository, String reference) {
        var manifest = manifest(repository, reference);
        if (manifest.statusCode() != 200) {
            broken.add(repository + " " + reference + ": " + manifest.statusCode());
            return;
        }
        looks++;
        var text = new String(manifest.body(), UTF_8);
        if (text.contains("\"urls\"")) {
            return;
        }
        var index = manifest.headers().firstValue("Content-Type").orElse("").contains("index")
                || text.contains("\"manifests\"");
        // What a referrer is about need not be there.
        var below = text.replaceAll("\"subject\"\\s*:\\s*\\{[^}]*}", "");
        DIGEST.matcher(below).results().map(match -> match.group(1)).forEach(digest -> {
            if (index && exists(repository, "manifests/" + digest)) {
                lookAt(repository, digest);
            } else if (!exists(repository, "blobs/" + digest)) {
                broken.add(repository + " " + reference + " lacks " + digest);
            }
        });
    }

    private boolean exists(String repository, String path) {
        return head(uri(repository, path)) == 200;
    }

    /** The status, of what is not being written. */
    static int head(URI uri) {
        return written(() -> headOnce(uri), Integer::intValue);
    }

    private static int headOnce(URI uri) {
        var request = HttpRequest.newBuilder(uri)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .header("Accept", ACCEPT)
                .build();
        return send(request).statusCode();
    }

    private URI uri(String repository, String path) {
        return target.resolve("/v2/" + repository + "/" + path);
    }

    static HttpResponse<byte[]> get(URI uri) {
        return send(HttpRequest.newBuilder(uri).header("Accept", ACCEPT).build());
    }

    private static HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @throws AssertionFailedError if something was seen that is not whole, or nothing at all */
    void end() throws InterruptedException {
        ended = true;
        thread.join();
        listed.forEach(place -> lookAt(place.repository(), place.tag()));
        if (!broken.isEmpty() || looks == 0) {
            throw new AssertionFailedError(broken.size() + " of " + looks + " looks found something broken: "
                    + broken.stream().limit(5).toList());
        }
    }
}

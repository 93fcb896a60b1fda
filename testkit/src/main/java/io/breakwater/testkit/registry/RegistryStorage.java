package io.breakwater.testkit.registry;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.breakwater.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What lies in a registry's folder, of which its protocol does not tell: untagged manifests, sub-repositories, when something
 * came. The layout is the one of distribution 2 and 3 ({@code registry/storage/paths.go}). Reads the folder anew at every
 * call; the registry may be running and changing it.
 */
public final class RegistryStorage {
    private final Path root;

    RegistryStorage(Path storage) {
        root = storage.resolve("docker/registry/v2");
    }

    /** All that have had a manifest, in the order of their names. */
    public List<String> repositories() {
        return repositoriesBelow("").sorted().toList();
    }

    /** The names one level below {@code repository}, which need not be one itself; in their order. */
    public List<String> children(String repository) {
        return entries(repository(repository))
                .filter(name -> !name.startsWith("_"))
                .sorted()
                .toList();
    }

    /** What the tag names. */
    public Optional<String> digest(String repository, String tag) {
        return content(tagFolder(repository, tag).resolve("current/link"));
    }

    /** Tagged or not, the oldest first. */
    public List<StoredManifest> manifests(String repository) {
        var tags = entries(manifests(repository, "tags"))
                .sorted()
                .collect(groupingBy(tag -> digest(repository, tag).orElse(""), mapping(tag -> tag, toList())));
        return entries(manifests(repository, "revisions/sha256"))
                .map(hex -> "sha256:" + hex)
                .flatMap(digest -> manifest(repository, digest, tags.getOrDefault(digest, List.of())).stream())
                .sorted(Comparator.comparing(StoredManifest::pushedAt).thenComparing(StoredManifest::digest))
                .toList();
    }

    /** Whether {@code repository} holds the blob. */
    public boolean hasBlob(String repository, String digest) {
        return Files.exists(blobLink(repository, digest));
    }

    /**
     * Takes the tag away and leaves the manifest, which distribution 2 cannot be asked for. Readers see it or do not.
     *
     * @return whether there was one
     */
    public boolean untag(String repository, String tag) {
        var aside = root.resolve("untagged").resolve(UUID.randomUUID().toString());
        try {
            Files.createDirectories(aside.getParent());
            Files.move(tagFolder(repository, tag), aside);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Folders.delete(aside);
        return true;
    }

    /**
     * Takes the blob away from {@code repository}, as a garbage collection would.
     *
     * @return whether it was there
     */
    public boolean collect(String repository, String digest) {
        try {
            return Files.deleteIfExists(blobLink(repository, digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Removes links without content, as who runs a registry would have to: one that is stopped while it writes a link (distribution
     * 2.8.2 does so in place) leaves it empty, and answers 500 to whoever asks for that, for ever ("invalid checksum digest format").
     * What it was about was not acknowledged, and is sent again.
     */
    void removeTornLinks() {
        var repositories = root.resolve("repositories");
        if (!Files.isDirectory(repositories)) {
            return;
        }
        try (var torn = Files.find(
                repositories, Integer.MAX_VALUE, (path, file) -> path.endsWith("link") && file.size() == 0)) {
            for (var link : torn.toList()) {
                Files.delete(link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<StoredManifest> manifest(String repository, String digest, List<String> tags) {
        var link = manifests(repository, "revisions")
                .resolve(digest.replace(':', '/'))
                .resolve("link");
        var hex = digest.substring("sha256:".length());
        try {
            var pushedAt = Files.getLastModifiedTime(link).toInstant();
            var data = root.resolve("blobs/sha256")
                    .resolve(hex.substring(0, 2))
                    .resolve(hex)
                    .resolve("data");
            return Optional.of(StoredManifest.of(digest, Files.readAllBytes(data), pushedAt, tags));
        } catch (NoSuchFileException e) {
            // Deleted: its folder stays.
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String> repositoriesBelow(String name) {
        var here = Files.isDirectory(manifests(name, "")) ? Stream.of(name) : Stream.<String>of();
        var below = children(name).stream()
                .flatMap(child -> repositoriesBelow(name.isEmpty() ? child : name + "/" + child));
        return Stream.concat(here, below);
    }

    private Path repository(String name) {
        return root.resolve("repositories").resolve(name);
    }

    private Path manifests(String repository, String rest) {
        return repository(repository).resolve("_manifests").resolve(rest);
    }

    private Path tagFolder(String repository, String tag) {
        return manifests(repository, "tags").resolve(tag);
    }

    private Path blobLink(String repository, String digest) {
        return repository(repository)
                .resolve("_layers")
                .resolve(digest.replace(':', '/'))
                .resolve("link");
    }

    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** None where there is no such folder. */
    private static Stream<String> entries(Path folder) {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        } catch (NoSuchFileException e) {
            return Stream.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.breakwater.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectReader;
import io.breakwater.registry.listing.Listed;
import io.breakwater.registry.listing.ListedRepository;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.Reference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What Harbor tells of itself by its own API ({@code api/v2.0/swagger.yaml}): the only list of it that has digests. Every
 * call shows user name and password (Basic), to the registry's own host alone.
 */
record HarborInventory(Caller caller) {
    private static final ObjectReader REPOSITORIES = Json.readerFor(RepositoryEntry[].class);
    private static final ObjectReader ARTIFACTS = Json.readerFor(ArtifactEntry[].class);

    private record RepositoryEntry(
            @Nullable String name,
            @JsonProperty("artifact_count") @Nullable Long artifactCount,
            @JsonProperty("update_time") @Nullable String updateTime) {}

    /** Its {@code media_type} is that of the configuration; we want the manifest's. */
    private record ArtifactEntry(
            @Nullable String digest,
            @JsonProperty("manifest_media_type") @Nullable String manifestMediaType,
            @Nullable Long size,
            @JsonProperty("push_time") @Nullable String pushTime,
            @Nullable List<@Nullable TagEntry> tags) {}

    private record TagEntry(@Nullable String name) {}

    int repositories(String project, Consumer<ListedRepository> to, Optional<Consumer<String>> odd) {
        Reference.checkRepository(project);
        if (project.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not the name of a project: " + project);
        }
        var path = "/api/v2.0/projects/" + project + "/repositories?";
        return new NumberedPages(caller, "list repositories of " + project, path).walk(page -> {
            var entries = present(page, page.read(REPOSITORIES, RepositoryEntry[].class));
            entries.forEach(entry -> repository(page, project, entry, odd).ifPresent(to));
            return entries.stream().map(entry -> String.valueOf(entry.name())).toList();
        });
    }

    int artifacts(String repository, Consumer<Listed> to) {
        Reference.checkRepository(repository);
        var slash = repository.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("names no project before the repository: " + repository);
        }
        // Once for the path, once more for Harbor's own router: team/app is team%252Fapp.
        var path = "/api/v2.0/projects/" + repository.substring(0, slash) + "/repositories/"
                + encode(encode(repository.substring(slash + 1))) + "/artifacts?with_tag=true&";
        return new NumberedPages(caller, "list artifacts of " + repository, path).walk(page -> {
            var entries = present(page, page.read(ARTIFACTS, ArtifactEntry[].class));
            entries.forEach(entry -> to.accept(artifact(page, entry)));
            return entries.stream().map(entry -> String.valueOf(entry.digest())).toList();
        });
    }

    private static <T> List<T> present(LinkedPages.Page page, @Nullable T[] entries) {
        var present = new ArrayList<T>(entries.length);
        for (var entry : entries) {
            if (entry == null) {
                throw page.unexpected("a list with a null in it");
            }
            present.add(entry);
        }
        return present;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Optional<ListedRepository> repository(
            LinkedPages.Page page, String project, RepositoryEntry entry, Optional<Consumer<String>> odd) {
        Consumer<String> check = text -> {
            Reference.checkRepository(text);
            if (!text.startsWith(project + "/")) {
                throw new IllegalArgumentException("of another project");
            }
        };
        return page.named(entry.name(), "repository of " + project, check, odd)
                .map(name ->
                        new ListedRepository(name, notNegative(entry.artifactCount()), instant(entry.updateTime())));
    }

    private static Listed artifact(LinkedPages.Page page, ArtifactEntry entry) {
        var digest = page.parsed(entry.digest() == null ? "" : entry.digest(), "digest", Digest::parse);
        var tags = new LinkedHashSet<String>();
        for (var tag : entry.tags() == null ? List.<TagEntry>of() : entry.tags()) {
            tags.add(TagPages.checked(page, tag == null ? null : tag.name()));
        }
        return new Listed(
                digest,
                DigestPages.mediaType(entry.manifestMediaType()),
                tags,
                notNegative(entry.size()),
                instant(entry.pushTime()));
    }

    private static OptionalLong notNegative(@Nullable Long number) {
        return number == null || number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** RFC 3339; Harbor writes the year 1 where there was no push. */
    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant()).filter(time -> time.getEpochSecond() > 0);
        } catch (DateTimeException odd) {
            return Optional.empty();
        }
    }
}

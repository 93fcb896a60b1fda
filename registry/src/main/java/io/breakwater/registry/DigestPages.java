package io.breakwater.registry;

import com.fasterxml.jackson.databind.ObjectReader;
import io.breakwater.registry.listing.DigestListing;
import io.breakwater.registry.listing.Listed;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.Reference;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Google's extension of {@code tags/list}: beside the tags a map from digest to tags, type, size and times, and the
 * repositories below. All numbers are strings. Other tools stop after the first page of it; this follows every
 * {@code Link}. Confined to one thread and one list.
 */
final class DigestPages {
    private static final int MOST_CHILDREN = 100_000;
    private static final ObjectReader READER = Json.readerFor(ExtendedPage.class);

    private final Caller caller;
    private final Consumer<Listed> to;
    private final Set<String> tags = new LinkedHashSet<>();
    private final Map<String, Digest> told = new HashMap<>();
    private final Set<String> ambiguous = new HashSet<>();
    private final Set<String> children = new LinkedHashSet<>();
    private boolean extended;

    private record ExtendedPage(
            @Nullable List<@Nullable String> tags,
            @Nullable List<@Nullable String> child,
            @Nullable Map<String, @Nullable ExtendedEntry> manifest) {}

    private record ExtendedEntry(
            @Nullable String imageSizeBytes,
            @Nullable String mediaType,
            @Nullable List<@Nullable String> tag,
            @Nullable String timeUploadedMs) {}

    DigestPages(Caller caller, Consumer<Listed> to) {
        this.caller = caller;
        this.to = to;
    }

    DigestListing list(String repository) {
        new LinkedPages(caller).walk(TagPages.call(caller, repository), this::read);
        if (!extended) {
            return new DigestListing.TagsOnly(List.copyOf(tags));
        }
        var unsure = new HashSet<>(tags);
        unsure.removeAll(told.keySet());
        unsure.addAll(ambiguous);
        return new DigestListing.Extended(children, unsure);
    }

    private void read(LinkedPages.Page page) {
        var content = page.read(READER, ExtendedPage.class);
        for (var tag : orEmpty(content.tags())) {
            tags.add(TagPages.checked(page, tag));
        }
        TagPages.requireFew(page, tags.size());
        for (var child : orEmpty(content.child())) {
            children.add(page.checked(child == null ? "" : child, "repository", Reference::checkRepository));
        }
        if (children.size() > MOST_CHILDREN) {
            throw page.tooMany(MOST_CHILDREN + " repositories");
        }
        // An empty repository has an empty map: that it is there at all tells the extension.
        extended |= content.manifest() != null || content.child() != null;
        if (content.manifest() != null) {
            tell(page, content.manifest());
        }
    }

    private void tell(LinkedPages.Page page, Map<String, @Nullable ExtendedEntry> manifests) {
        var onThisPage = new HashSet<String>();
        manifests.forEach((key, entry) -> {
            var digest = page.parsed(key, "digest", Digest::parse);
            if (entry == null) {
                throw page.unexpected("a list with nothing about " + digest);
            }
            var listed = listed(page, digest, entry);
            for (var tag : listed.tags()) {
                if (!onThisPage.add(tag)) {
                    throw page.unexpected("a list with two digests for the tag " + tag);
                }
                remember(tag, digest);
            }
            TagPages.requireFew(page, told.size());
            to.accept(listed);
        });
    }

    /** A tag that moves while we read may be told on two pages. */
    private void remember(String tag, Digest digest) {
        var before = told.putIfAbsent(tag, digest);
        if (before != null && !before.equals(digest)) {
            ambiguous.add(tag);
        }
    }

    private static Listed listed(LinkedPages.Page page, Digest digest, ExtendedEntry entry) {
        var own = new LinkedHashSet<String>();
        for (var tag : orEmpty(entry.tag())) {
            own.add(TagPages.checked(page, tag));
        }
        return new Listed(
                digest,
                mediaType(entry.mediaType()),
                own,
                number(entry.imageSizeBytes()),
                instant(number(entry.timeUploadedMs())));
    }

    private static List<@Nullable String> orEmpty(@Nullable List<@Nullable String> list) {
        return list == null ? List.of() : list;
    }

    /** Nothing is decided by it here, so an odd one is none. */
    static Optional<MediaType> mediaType(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(MediaType.parse(text));
        } catch (IllegalArgumentException odd) {
            return Optional.empty();
        }
    }

    private static OptionalLong number(@Nullable String text) {
        return text == null || !text.matches("\\d{1,18}")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(text));
    }

    private static Optional<Instant> instant(OptionalLong milliseconds) {
        try {
            // Google writes 0 where it does not know.
            return milliseconds.orElse(0) == 0
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(milliseconds.getAsLong()));
        } catch (DateTimeException odd) {
            return Optional.empty();
        }
    }
}

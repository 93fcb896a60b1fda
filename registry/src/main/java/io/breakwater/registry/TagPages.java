package io.breakwater.registry;

import com.fasterxml.jackson.databind.ObjectReader;
import io.breakwater.registry.reference.Quote;
import io.breakwater.registry.reference.Reference;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tags of a repository, page by page (OCI distribution-spec, "Listing Tags"). All of them or a fault, never a part. */
record TagPages(Caller caller) {
    private static final int PAGE = 1_000;
    private static final int MOST_TAGS = 100_000;
    /** Bytes. Google lists each image's manifests beside the tags. */
    private static final int LONGEST_PAGE = 16 << 20;

    private static final ObjectReader READER = Json.readerFor(Page.class);
    private static final Pattern NEXT =
            Pattern.compile("<([^<>]{1,8192})>\\s*;[^,<]*\\brel\\s*=\\s*\"?next\"?", Pattern.CASE_INSENSITIVE);

    private record Page(@Nullable List<@Nullable String> tags) {}

    List<String> list(String repository) {
        var tags = new LinkedHashSet<String>();
        var seen = new HashSet<URI>();
        var next = Optional.of(caller.uri(repository, "tags/list?n=" + PAGE));
        while (next.isPresent()) {
            var call = Call.get(What.TAGS, "list tags of " + repository, next.get(), caller.scope(repository))
                    .reading(AnswerBody.collected(LONGEST_PAGE));
            if (!seen.add(next.get())) {
                throw unexpected(call, "pages that lead in a circle");
            }
            var answer = caller.call(call);
            if (!answer.isSuccess()) {
                throw Faults.of(call.what(), call.tried(), answer);
            }
            add(call, answer, tags);
            next = next(answer.all("Link")).map(link -> follow(call, answer, link));
        }
        return List.copyOf(tags);
    }

    private static void add(Call call, Answer answer, Set<String> tags) {
        var page = Json.read(READER, Page.class, answer.body().bytes())
                .filter(read -> !answer.body().isCut());
        if (page.isEmpty()) {
            throw unexpected(call, "an answer that is no list of tags");
        }
        var listed = page.get().tags();
        for (var tag : listed == null ? List.<String>of() : listed) {
            tags.add(checked(call, tag));
        }
        if (tags.size() > MOST_TAGS) {
            throw new ArtifactFault(
                    ArtifactFault.TOO_LARGE,
                    Faults.message(
                            call.tried(),
                            call.uri().getAuthority(),
                            "more than " + MOST_TAGS + " tags",
                            "Let the registry clean up old tags."));
        }
    }

    private static String checked(Call call, @Nullable String tag) {
        try {
            Reference.checkTag(tag == null ? "" : tag);
            return String.valueOf(tag);
        } catch (IllegalArgumentException e) {
            throw unexpected(call, "a list with what is no tag: " + Quote.of(String.valueOf(tag)));
        }
    }

    /** The page after this one, as the registry wrote it (RFC 8288). */
    static Optional<String> next(List<String> links) {
        return links.stream()
                .filter(link -> link.length() <= 16_384)
                .map(NEXT::matcher)
                .flatMap(matcher -> matcher.results().limit(1))
                .map(match -> match.group(1))
                .findFirst();
    }

    /** A list is only ever the registry's own, so this leads nowhere else. */
    private URI follow(Call call, Answer answer, String link) {
        return caller.client()
                .ownPage(answer.uri(), link)
                .orElseThrow(() -> unexpected(call, "a next page on another host"));
    }

    private static ArtifactFault unexpected(Call call, String saw) {
        return new ArtifactFault(
                ArtifactFault.UNEXPECTED_ANSWER,
                Faults.message(
                        call.tried(),
                        call.uri().getAuthority(),
                        saw,
                        "Check that there is a registry at this address."));
    }
}

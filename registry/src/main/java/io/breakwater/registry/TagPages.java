package io.breakwater.registry;

import com.fasterxml.jackson.databind.ObjectReader;
import io.breakwater.registry.reference.Reference;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tags of a repository, page by page (OCI distribution-spec, "Listing Tags"). All of them or a fault, never a part. */
record TagPages(Caller caller) {
    static final int MOST_TAGS = 100_000;

    private static final ObjectReader READER = Json.readerFor(TagPage.class);

    private record TagPage(@Nullable List<@Nullable String> tags) {}

    static Call call(Caller caller, String repository) {
        var uri = caller.uri(repository, "tags/list?n=" + LinkedPages.PAGE);
        return Call.get(What.TAGS, "list tags of " + repository, uri, caller.scope(repository));
    }

    List<String> list(String repository) {
        var tags = new LinkedHashSet<String>();
        new LinkedPages(caller).walk(call(caller, repository), page -> {
            var listed = page.read(READER, TagPage.class).tags();
            for (var tag : listed == null ? List.<String>of() : listed) {
                tags.add(checked(page, tag));
            }
            requireFew(page, tags.size());
        });
        return List.copyOf(tags);
    }

    static String checked(LinkedPages.Page page, @Nullable String tag) {
        return page.checked(tag == null ? "" : tag, "tag", Reference::checkTag);
    }

    static void requireFew(LinkedPages.Page page, int tags) {
        if (tags > MOST_TAGS) {
            throw page.tooMany(MOST_TAGS + " tags");
        }
    }
}

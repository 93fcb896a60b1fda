package io.breakwater.registry;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A list of Harbor's API, page by page. Harbor counts pages by their offset and holds no snapshot: what is pushed meanwhile
 * may be told twice, and what is deleted meanwhile hides an entry. So a list whose total shrinks while it is read, or that
 * ends before its total, is a fault, to be read anew: never a part taken for the whole.
 *
 * <p>Its {@code Link} says only whether there is another page, which we number ourselves: it leads nowhere else, and in no
 * circle.
 *
 * @param path ends where the page's number is to be added
 */
record NumberedPages(Caller caller, String tried, String path) {
    /** Entries of a page; Harbor answers 422 to more. */
    static final int PAGE = 100;

    static final int MOST_PAGES = 5_000;

    /** The list changed while it was read: read it anew. */
    static final String LIST_CHANGED = "LIST_CHANGED";

    /**
     * Reads all pages, or throws.
     *
     * @param reader gives what distinguishes the page's entries
     * @return how many entries there were
     */
    int walk(Function<LinkedPages.Page, List<String>> reader) {
        var entries = 0;
        var before = List.<String>of();
        var least = Long.MIN_VALUE;
        for (int number = 1; ; number++) {
            var page = page(number);
            if (number > MOST_PAGES) {
                throw page.tooMany(MOST_PAGES + " pages");
            }
            var keys = reader.apply(page);
            var total = total(page);
            if (total.isPresent() && total.getAsLong() < least) {
                throw changed(page, "its total fell from " + least + " to " + total.getAsLong());
            }
            if (!keys.isEmpty() && keys.equals(before)) {
                throw page.unexpected("the same page twice, under two numbers");
            }
            entries += keys.size();
            least = total.orElse(least);
            before = keys;
            if (keys.isEmpty() || !hasNext(page, total, entries)) {
                if (entries < least) {
                    throw changed(page, "it ended after " + entries + " of " + least + " entries");
                }
                return entries;
            }
        }
    }

    private LinkedPages.Page page(int number) {
        var uri = caller.client().uri(path + "page=" + number + "&page_size=" + PAGE);
        // Its credential is shown without a token, so there is no scope to ask for.
        var call = Call.get(What.INVENTORY, tried, uri, new TokenScope(List.of()))
                // Otherwise a project whose name is a number is taken for the project with that number.
                .with("X-Is-Resource-Name", "true")
                .reading(AnswerBody.collected(LinkedPages.LONGEST_PAGE));
        var answer = caller.client().callWithPassword(call, caller);
        if (!answer.isSuccess()) {
            // Harbor's API answers 403 where a right is missing, 401 to who is not known.
            throw answer.status() == 401
                    ? Faults.login(call.what(), tried, answer)
                    : Faults.of(call.what(), tried, answer);
        }
        return new LinkedPages.Page(call, answer);
    }

    private static boolean hasNext(LinkedPages.Page page, OptionalLong total, int entries) {
        return LinkedPages.next(page.answer().all("Link")).isPresent()
                || (total.isPresent() && entries < total.getAsLong());
    }

    private static OptionalLong total(LinkedPages.Page page) {
        Optional<String> header = page.answer().header("X-Total-Count");
        return header.filter(text -> text.matches("\\d{1,9}")).stream()
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private RegistryFault changed(LinkedPages.Page page, String saw) {
        return new RegistryFault(
                LIST_CHANGED,
                Faults.message(
                        tried,
                        page.answer().uri().getAuthority(),
                        saw,
                        "The list changed while it was read; it is read anew when it is tried again."));
    }
}

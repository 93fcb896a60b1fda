package io.breakwater.registry;

import com.fasterxml.jackson.databind.ObjectReader;
import io.breakwater.registry.reference.Quote;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of a registry, page by page, as its {@code Link} headers say (OCI distribution-spec, "Listing Tags"; RFC 8288). A
 * list is only ever the registry's own: a page on another host is a fault. One page is held at a time.
 */
record LinkedPages(Caller caller) {
    /** Entries asked for in one page; registries may give fewer. */
    static final int PAGE = 1_000;

    /** Some registries give a hundred entries a page, whatever is asked for. */
    static final int MOST_PAGES = 2_000;

    /** A list must hold nothing but names. */
    static final Optional<Consumer<String>> NO_ODD_NAMES = Optional.empty();

    /** Bytes. Google lists each image's manifests beside the tags. */
    static final int LONGEST_PAGE = 16 << 20;

    private static final Pattern NEXT =
            Pattern.compile("<([^<>]{1,8192})>\\s*;[^,<]*\\brel\\s*=\\s*\"?next\"?", Pattern.CASE_INSENSITIVE);

    /** One page that came in, and the call that brought it. */
    record Page(Call call, Answer answer) {
        /**
         * The page as {@code type}.
         *
         * @throws ArtifactFault if it is longer than a page may be, or no such document
         */
        <T> T read(ObjectReader reader, Class<T> type) {
            return Json.read(reader, type, answer.body().bytes())
                    .filter(read -> !answer.body().isCut())
                    .orElseThrow(() ->
                            unexpected("an answer that is no " + call.what().list()));
        }

        /** What {@code parse} makes of the text; what it refuses is a fault. */
        <T> T parsed(String text, String kind, Function<String, T> parse) {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw unexpected("a list with what is no " + kind + ": " + Quote.of(text));
            }
        }

        /** As {@link #parsed}, for what only has to be checked. */
        String checked(String text, String kind, Consumer<String> check) {
            return parsed(text, kind, valid -> {
                check.accept(valid);
                return valid;
            });
        }

        /** A name that {@code check} lets pass; of one that it refuses {@code odd} is told, or it is a fault. */
        Optional<String> named(
                @Nullable String text, String kind, Consumer<String> check, Optional<Consumer<String>> odd) {
            var name = text == null ? "" : text;
            if (odd.isEmpty()) {
                return Optional.of(checked(name, kind, check));
            }
            try {
                check.accept(name);
                return Optional.of(name);
            } catch (IllegalArgumentException e) {
                odd.get().accept(name);
                return Optional.empty();
            }
        }

        ArtifactFault unexpected(String saw) {
            return fault(ArtifactFault.UNEXPECTED_ANSWER, saw, "Check that there is a registry at this address.");
        }

        /** @param entries more than which were found */
        ArtifactFault tooMany(String entries) {
            return fault(
                    ArtifactFault.TOO_LARGE,
                    "more than " + entries,
                    "Let the registry clean up, or split what is there.");
        }

        private ArtifactFault fault(String code, String saw, String mend) {
            return new ArtifactFault(
                    code, Faults.message(call.tried(), answer.uri().getAuthority(), saw, mend));
        }
    }

    /** Sends the call for a page. */
    @FunctionalInterface
    interface Sender {
        Answer send(Call call);
    }

    /** Reads all pages, or throws. */
    void walk(Call first, Consumer<Page> reader) {
        walk(first, caller::call, reader);
    }

    void walk(Call first, Sender sender, Consumer<Page> reader) {
        var call = first.reading(AnswerBody.collected(LONGEST_PAGE));
        var answer = sender.send(call);
        rest(call, answer, sender, reader);
    }

    /** Reads all pages of a list whose first page has come in already. */
    void rest(Call first, Answer firstAnswer, Sender sender, Consumer<Page> reader) {
        var seen = new HashSet<URI>();
        var page = new Page(first, firstAnswer);
        while (true) {
            var answer = page.answer();
            if (!answer.isSuccess()) {
                throw Faults.of(first.what(), first.tried(), answer);
            }
            seen.add(page.call().uri());
            reader.accept(page);
            var link = next(answer.all("Link"));
            if (link.isEmpty()) {
                return;
            }
            var call = first.at(follow(page, link.get()));
            if (seen.contains(call.uri())) {
                throw page.unexpected("pages that lead in a circle");
            }
            if (seen.size() >= MOST_PAGES) {
                throw page.tooMany(MOST_PAGES + " pages");
            }
            page = new Page(call, sender.send(call));
        }
    }

    private URI follow(Page page, String link) {
        return caller.client()
                .ownPage(page.answer().uri(), link)
                .orElseThrow(() -> page.unexpected("a next page on another host"));
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
}

package io.breakwater.registry;

import com.fasterxml.jackson.databind.ObjectReader;
import io.breakwater.registry.reference.Reference;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The names of all repositories (distribution, "Listing Repositories"), where a registry tells them to this account. Harbor
 * takes no token for it, but a user name and a password (Harbor #13573), which its challenge does not say.
 */
record CatalogPages(Caller caller) {
    static final int MOST_REPOSITORIES = 500_000;

    private static final ObjectReader READER = Json.readerFor(CatalogPage.class);

    private record CatalogPage(@Nullable List<@Nullable String> repositories) {}

    /** @return how many there were */
    int list(Consumer<String> to, Optional<Consumer<String>> odd) {
        var uri = caller.client().uri("/v2/_catalog?n=" + LinkedPages.PAGE);
        var first = Call.get(What.CATALOG, "list all repositories", uri, TokenScope.catalog())
                .reading(AnswerBody.collected(LinkedPages.LONGEST_PAGE));
        var seen = new Seen(to, odd);
        LinkedPages.Sender sender = caller::call;
        Answer answer;
        try {
            answer = sender.send(first);
        } catch (CredentialFault | ArtifactFault refused) {
            if (!refused.code().equals(CredentialFault.UNAUTHORIZED)) {
                throw refused;
            }
            sender = call -> caller.client().callWithPassword(call, caller);
            answer = sender.send(first);
            if (answer.status() == 401) {
                throw Faults.login(first.what(), first.tried(), answer);
            }
        }
        new LinkedPages(caller).rest(first, answer, sender, seen::read);
        return seen.count;
    }

    private static final class Seen {
        private final Consumer<String> to;
        private final Optional<Consumer<String>> odd;
        private int count;

        Seen(Consumer<String> to, Optional<Consumer<String>> odd) {
            this.to = to;
            this.odd = odd;
        }

        void read(LinkedPages.Page page) {
            var listed = page.read(READER, CatalogPage.class).repositories();
            for (var name : listed == null ? List.<String>of() : listed) {
                var repository = page.named(name, "repository", Reference::checkRepository, odd);
                if (++count > MOST_REPOSITORIES) {
                    throw page.tooMany(MOST_REPOSITORIES + " repositories");
                }
                repository.ifPresent(to);
            }
        }
    }
}

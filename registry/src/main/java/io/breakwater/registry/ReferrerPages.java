package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.registry.listing.ReferrerListing;
import io.breakwater.registry.manifest.MalformedManifest;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.manifest.Referrer;
import io.breakwater.registry.manifest.ReferrersIndex;
import io.breakwater.registry.reference.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is about an artifact (OCI distribution-spec, "Listing Referrers"): by the API where the repository has it, otherwise
 * by the fallback tag. Neither a host's name nor {@code OCI-Subject} tells which: ECR sends that header and has no API.
 */
record ReferrerPages(Caller caller, ReferrersSupport support) {
    static final int MOST_REFERRERS = 10_000;

    ReferrerListing list(String repository, Digest subject) {
        return support.of(repository).orElse(true)
                ? byApi(repository, subject).orElseGet(() -> byTag(repository, subject))
                : byTag(repository, subject);
    }

    /** Empty if there is no such API. */
    private Optional<ReferrerListing> byApi(String repository, Digest subject) {
        var call = Call.get(
                        What.REFERRERS,
                        "list referrers of " + Caller.name(repository, subject.toString()),
                        caller.uri(repository, "referrers/" + subject),
                        caller.scope(repository))
                .with("Accept", MediaType.OCI_INDEX.value())
                .reading(AnswerBody.collected(Manifest.LONGEST));
        var answer = caller.call(call);
        if (isUnsupported(call, answer, subject)) {
            // A repository that is not there yet tells nothing of what it will have.
            if (!isNoRepository(answer)) {
                support.learn(repository, false);
            }
            return Optional.empty();
        }
        var found = new LinkedHashMap<Digest, Referrer>();
        new LinkedPages(caller).rest(call, answer, caller::call, page -> add(page, found));
        support.learn(repository, true);
        return Optional.of(new ReferrerListing.ByApi(List.copyOf(found.values())));
    }

    /** Some answer with a page for people, or with the artifact itself (GitLab: oras-go #1396). */
    private static boolean isUnsupported(Call call, Answer answer, Digest subject) {
        if (answer.isSuccess()) {
            return !isIndex(answer) || subject.matches(answer.body().bytes());
        }
        return answer.status() == 404
                || answer.status() == 405
                || Faults.of(call.what(), call.tried(), answer).code().equals("UNSUPPORTED");
    }

    private static boolean isNoRepository(Answer answer) {
        return answer.status() == 404
                && ErrorBody.parse(answer.body().bytes()).code().equals(Optional.of("NAME_UNKNOWN"));
    }

    /** What Harbor gives for a subject that is not there (src/server/registry/referrers.go). */
    private static boolean isOfNothing(Answer answer) {
        var bytes = answer.body().bytes();
        return bytes.length < 8 && new String(bytes, UTF_8).strip().equals("{}");
    }

    private static boolean isIndex(Answer answer) {
        try {
            return answer.header("Content-Type").map(MediaType::parse).equals(Optional.of(MediaType.OCI_INDEX));
        } catch (IllegalArgumentException odd) {
            return false;
        }
    }

    private static void add(LinkedPages.Page page, Map<Digest, Referrer> found) {
        var answer = page.answer();
        if (answer.body().isCut() || !isIndex(answer)) {
            throw page.unexpected("an answer that is no list of referrers");
        }
        if (isOfNothing(answer)) {
            return;
        }
        try {
            var index = Manifest.of(answer.body().bytes(), MediaType.OCI_INDEX);
            ReferrersIndex.read(index)
                    .forEach(entry -> found.putIfAbsent(entry.descriptor().digest(), entry));
        } catch (MalformedManifest e) {
            throw page.unexpected("a list of referrers that cannot be read: " + e.getMessage());
        }
        if (found.size() > MOST_REFERRERS) {
            throw page.tooMany(MOST_REFERRERS + " referrers");
        }
    }

    private ReferrerListing byTag(String repository, Digest subject) {
        var tag = ReferrersIndex.tag(subject);
        var index = new Manifests(caller).get(repository, tag).filter(found -> !found.is(subject));
        if (index.isEmpty()) {
            return new ReferrerListing.None();
        }
        var tried = "read the referrers under " + Caller.name(repository, tag);
        if (!index.get().mediaType().equals(MediaType.OCI_INDEX)) {
            throw fault(
                    ArtifactFault.MANIFEST_INVALID,
                    tried,
                    "it is no index, but " + index.get().mediaType(),
                    "Delete that tag: it is kept for the list of referrers.");
        }
        var referrers = ReferrersIndex.read(index.get());
        if (referrers.size() > MOST_REFERRERS) {
            throw fault(
                    ArtifactFault.TOO_LARGE,
                    tried,
                    "more than " + MOST_REFERRERS + " referrers",
                    "Delete those that nobody needs.");
        }
        return new ReferrerListing.ByTag(index.get(), referrers);
    }

    private ArtifactFault fault(String code, String tried, String saw, String mend) {
        var host = caller.client().config().host().toString();
        return new ArtifactFault(code, Faults.message(tried, host, saw, mend));
    }
}

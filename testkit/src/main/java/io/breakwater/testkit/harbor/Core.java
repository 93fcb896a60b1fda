package io.breakwater.testkit.harbor;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.RegistryRequest;
import io.breakwater.testkit.face.Upstream;
import java.io.IOException;
import java.util.Optional;

/**
 * What Harbor's core answers below {@code /v2/} in its own words: of manifests, tags and referrers, but not of blobs
 * ({@code src/server/registry}). What is not there is NOT_FOUND, without the registry's header (containers/image #2203).
 */
final class Core {
    private final Upstream upstream;
    private final Optional<RestApi> restApi;
    private final Optional<Referrers> referrers;

    Core(Upstream upstream, Optional<RestApi> restApi, Optional<Referrers> referrers) {
        this.upstream = upstream;
        this.restApi = restApi;
        this.referrers = referrers;
    }

    Upstream.Answer answer(HttpExchange exchange, RegistryRequest request) throws IOException {
        if (request.isManifest("DELETE")) {
            return delete(
                    exchange,
                    request.repository().orElseThrow(),
                    request.manifest().orElseThrow());
        }
        if (referrers.isPresent() && Referrers.areAsked(exchange)) {
            referrers.get().answer(exchange);
            return Upstream.Answer.BY_THE_FACE;
        }
        return request.manifest().isPresent() || request.isTagList()
                ? upstream.forward(exchange, here -> Answers.error(here, 404, "NOT_FOUND", "not found"))
                : upstream.forward(exchange);
    }

    /** Tags go by the REST API alone, whose rules hold here too. */
    private Upstream.Answer delete(HttpExchange exchange, String repository, String reference) throws IOException {
        if (!reference.contains(":")) {
            Answers.error(exchange, 400, "UNSUPPORTED", "unsupported digest " + reference);
        } else if (restApi.isPresent()) {
            restApi.get().deleteManifest(exchange, repository, reference);
        } else {
            return upstream.forward(exchange);
        }
        return Upstream.Answer.BY_THE_FACE;
    }
}

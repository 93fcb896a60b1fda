package io.breakwater.ingest;

import io.breakwater.schemas.Quote;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is refused before it has reached a sender's own route. It is counted by status, and a webhook that comes to no
 * sender's path is said as well: whoever configured the sender may have mistyped it, and would look for its events here.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final IngestMeters meters;

    /** A stranger may send as many as it likes. */
    private final Lines lines = new Lines(1, Duration.ofMinutes(1), System::nanoTime);

    Refusals(IngestMeters meters) {
        this.meters = meters;
    }

    void refuse(HttpServerRequest request, Answer answer, String message) {
        meters.refused(answer);
        Replies.refused(request, answer, message);
    }

    /** A request that is none: the decoder says so, and the connection can't go on. */
    void invalid(HttpServerRequest request) {
        switch (request.decoderResult().cause()) {
            case TooLongHttpLineException _ ->
                refuse(request, Answer.URI_TOO_LONG, "the request's first line is longer than this server takes");
            case TooLongHttpHeaderException _ ->
                refuse(request, Answer.HEADERS_TOO_LARGE, "the headers are longer than this server takes");
            case StrictRequestDecoder.FoldedHeader folded ->
                refuse(request, Answer.BAD_REQUEST, String.valueOf(folded.getMessage()));
            default -> refuse(request, Answer.BAD_REQUEST, "this is no HTTP/1.1 request (RFC 9112)");
        }
    }

    /** @param paths where there is something */
    void notFound(HttpServerRequest request, String paths) {
        if (request.method().equals(HttpMethod.POST) && lines.next().isPresent()) {
            LOG.atWarn()
                    .addKeyValue("path", Quote.of(String.valueOf(request.path())))
                    .addKeyValue("from", request.remoteAddress().hostAddress())
                    .addKeyValue("paths", paths)
                    .log("A webhook came to a path where nothing is; mend the address where its sender is configured");
        }
        refuse(request, Answer.NOT_FOUND, "there is POST " + paths + "; see GET /openapi.yaml");
    }
}

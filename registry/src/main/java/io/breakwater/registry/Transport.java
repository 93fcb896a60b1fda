package io.breakwater.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;

/**
 * Sends single requests and waits for their answers. It knows nothing of registries: no login, no redirects.
 *
 * <p>HTTP/1.1 and blocking sockets on purpose: each blob has a connection of its own, so one that stands still holds up no
 * other; a thread that reads and writes bytes itself costs half of what it costs to hand them to others; and nothing is
 * buffered but what that thread has in hand. Deadlines are ours: the client has none for what is written.
 */
final class Transport implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    private final CloseableHttpClient client;
    private final RequestCounter total = new RequestCounter();

    Transport(RegistryConfig config, HostPolicy policy) {
        this.client = HttpClients.custom()
                .setConnectionManager(Connections.pool(config, policy))
                .setRequestExecutor(new Exchange())
                .setRoutePlanner(new SystemDefaultRoutePlanner(
                        config.proxy().map(HttpProxy::selector).orElseGet(ProxySelector::getDefault)))
                .evictIdleConnections(IDLE)
                .evictExpiredConnections()
                .setConnectionReuseStrategy(Transport::isReusable)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableDefaultUserAgent()
                // Otherwise a connection on which we have shown our certificate is never used again.
                .disableConnectionState()
                .build();
    }

    /** A connection on which a part of a body is missing is of no use to the next request. */
    private static boolean isReusable(HttpRequest request, HttpResponse response, HttpContext context) {
        return UploadBody.in(context).map(UploadBody::isSent).orElse(true)
                && DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }

    /** Every request that was sent. */
    RequestCounter total() {
        return total;
    }

    /**
     * Sends and waits.
     *
     * @throws IOException if there is no answer, {@link SocketTimeoutException} if it is not there in time
     * @throws CancellationException if this thread, a virtual one, is interrupted; the request is given up, the thread stays
     *     interrupted. A platform thread learns of it by the deadline.
     */
    Answer send(
            URI uri, HttpUriRequestBase request, AnswerBody.Reading reading, Deadline deadline, RequestCounter counter)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        counter.count();
        total.count();
        var watch = Watch.start(deadline, request::cancel);
        try {
            var answer = exchange(uri, request, reading);
            if (!watch.stop()) {
                throw late();
            }
            return answer;
        } catch (UploadBody.SourceError e) {
            watch.stop();
            throw e.error();
        } catch (IOException | RuntimeException e) {
            var inTime = watch.stop();
            request.cancel();
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
            if (!inTime) {
                throw late();
            }
            throw e;
        }
    }

    // The response closes itself when its body is read to the end; until then the request can be cancelled.
    @SuppressWarnings("MustBeClosedChecker")
    private Answer exchange(URI uri, HttpUriRequestBase request, AnswerBody.Reading reading) throws IOException {
        var response = open(request);
        var body = reading.read(response.getCode(), response.getEntity(), request::cancel);
        return new Answer(response.getCode(), headers(response), uri, body);
    }

    /** Pooled connections that have died meanwhile are passed over. */
    @SuppressWarnings("MustBeClosedChecker")
    private ClassicHttpResponse open(HttpUriRequestBase request) throws IOException {
        while (true) {
            var context = HttpClientContext.create();
            if (request.getEntity() instanceof UploadBody upload) {
                upload.putInto(context);
            }
            try {
                return client.executeOpen(null, request, context);
            } catch (Exchange.StaleConnection another) {
                // Nothing was sent on it, and it is gone from the pool.
            }
        }
    }

    private static HttpHeaders headers(ClassicHttpResponse response) throws ProtocolException {
        Map<String, List<String>> all = new HashMap<>();
        for (var header : response.getHeaders()) {
            all.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.getValue() == null ? "" : header.getValue());
        }
        var length = all.getOrDefault("content-length", List.of());
        if (!length.stream().allMatch(LENGTH.asMatchPredicate())) {
            throw new ProtocolException("a Content-Length that is no number");
        }
        try {
            return HttpHeaders.of(all, (_, _) -> true);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("a header without a name");
        }
    }

    private static SocketTimeoutException late() {
        return new SocketTimeoutException("no answer in time");
    }

    private static CancellationException interrupted() {
        return new CancellationException("interrupted while talking to a registry");
    }

    /** Whether nothing can have reached the server. */
    static boolean isNoConnection(IOException e) {
        return e instanceof ConnectException
                || e instanceof ConnectTimeoutException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException
                || e instanceof SSLHandshakeException;
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}

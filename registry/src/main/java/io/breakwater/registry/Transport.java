package io.breakwater.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends single requests and waits for their answers. It knows nothing of registries: no login, no redirects.
 *
 * <p>HTTP/1.1 and blocking sockets on purpose: each blob has a connection of its own, so one that stands still holds up no
 * other; a thread that reads and writes bytes itself costs half of what it costs to hand them to others; and nothing is
 * buffered but what that thread has in hand. Deadlines are ours: the client has none for what is written.
 */
final class Transport implements AutoCloseable {
    /** Bytes sent between two looks whether the answer, a refusal then, is there already. A look takes a millisecond. */
    private static final long EARLY_ANSWER_CHUNK = 16 << 20;

    private static final int LONGEST_LINE = 32 << 10;
    private static final int MOST_HEADERS = 200;
    private static final String UPLOAD = UploadBody.class.getName();

    private final CloseableHttpClient client;
    private final RequestCounter total = new RequestCounter();

    Transport(RegistryConfig config, HostPolicy policy) {
        var builder = HttpClients.custom()
                .setConnectionManager(connections(config, policy))
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
                .disableDefaultUserAgent();
        config.proxy().ifPresent(proxy -> builder.setRoutePlanner(new SystemDefaultRoutePlanner(proxy.selector())));
        this.client = builder.build();
    }

    /** How many are open at once is the budget's to say, so the pool has no bound of its own. */
    private static HttpClientConnectionManager connections(RegistryConfig config, HostPolicy policy) {
        var http1 = Http1Config.custom()
                .setMaxLineLength(LONGEST_LINE)
                .setMaxHeaderCount(MOST_HEADERS)
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(http1)
                        .responseOutOfOrderStrategy(new MonitoringResponseOutOfOrderStrategy(EARLY_ANSWER_CHUNK))
                        .build())
                .setTlsSocketStrategy(new TlsLayer(config.tls(), policy))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(config.timeout()))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build())
                .setMaxConnTotal(Integer.MAX_VALUE)
                .setMaxConnPerRoute(Integer.MAX_VALUE)
                .build();
    }

    /** A connection on which a part of a body is missing is of no use to the next request. */
    private static boolean isReusable(HttpRequest request, HttpResponse response, HttpContext context) {
        return !(context.getAttribute(UPLOAD) instanceof UploadBody upload && !upload.isSent())
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
        var context = HttpClientContext.create();
        context.setAttribute(UPLOAD, request.getEntity());
        var response = client.executeOpen(null, request, context);
        var body = reading.read(response.getCode(), response.getEntity(), request::cancel);
        return new Answer(response.getCode(), headers(response), uri, body);
    }

    private static HttpHeaders headers(ClassicHttpResponse response) {
        Map<String, List<String>> all = new TreeMap<>();
        for (var header : response.getHeaders()) {
            all.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header.getValue() == null ? "" : header.getValue());
        }
        return HttpHeaders.of(all, (_, _) -> true);
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
                || e instanceof SSLException;
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}

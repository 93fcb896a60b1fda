package io.breakwater.registry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends single requests and waits for their answers. It knows nothing of registries: no login, no redirects.
 *
 * <p>HTTP/1.1 on purpose: each blob has a connection of its own, so one that stands still holds up no other, and what is
 * buffered is bounded by a few kilobytes for each. Deadlines are ours, since what {@link HttpRequest#timeout} covers has
 * changed between releases of the JDK.
 */
final class Transport implements AutoCloseable {
    private final HttpClient client;
    private final RequestCounter total = new RequestCounter();

    Transport(RegistryConfig config, HostPolicy policy) {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.timeout())
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("registry-http-", 0).factory()));
        config.tls().context(policy::mayLogIn).ifPresent(builder::sslContext);
        config.proxy().ifPresent(proxy -> builder.proxy(proxy.selector()));
        this.client = builder.build();
    }

    /** Every request that was sent. */
    RequestCounter total() {
        return total;
    }

    /**
     * Sends and waits.
     *
     * @throws IOException if there is no answer, {@link HttpTimeoutException} if it is not there in time
     * @throws CancellationException if this thread is interrupted; the request is given up, the thread stays interrupted
     */
    Answer send(HttpRequest request, BodyHandler<AnswerBody> handler, Deadline deadline, RequestCounter counter)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        counter.count();
        total.count();
        var response = await(client.sendAsync(request, handler), deadline);
        return new Answer(response.statusCode(), response.headers(), response.uri(), response.body());
    }

    private static HttpResponse<AnswerBody> await(CompletableFuture<HttpResponse<AnswerBody>> answer, Deadline deadline)
            throws IOException {
        while (true) {
            try {
                return answer.get(Math.max(1, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (deadline.nanosLeft() <= 0) {
                    giveUp(answer);
                    throw new HttpTimeoutException("no answer in time");
                }
            } catch (InterruptedException e) {
                giveUp(answer);
                Thread.currentThread().interrupt();
                throw interrupted();
            } catch (ExecutionException e) {
                throw asIOException(e.getCause());
            }
        }
    }

    /** Ends what is under way; an answer that comes in the last moment must not keep its connection. */
    private static void giveUp(CompletableFuture<HttpResponse<AnswerBody>> answer) {
        var _ = answer.thenAccept(late -> late.body().close());
        answer.cancel(true);
    }

    private static IOException asIOException(@Nullable Throwable cause) {
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    private static CancellationException interrupted() {
        return new CancellationException("interrupted while talking to a registry");
    }

    /** Whether nothing can have reached the server. */
    static boolean isNoConnection(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException || e instanceof SSLException;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

package io.breakwater.testkit.harbor;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Delivers as Harbor's job service does ({@code src/jobservice/job/impl/notification/webhook_job.go}): at once and side by
 * side, in no order; any 2xx is success; the very same bytes again after a failure, three attempts in all, then never again.
 */
final class WebhookSender implements AutoCloseable {
    private final Duration timeout;
    private final List<Duration> retryDelays;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("harbor-webhook-", 0).factory());
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Delivery> deliveries = new ConcurrentSkipListMap<>();

    WebhookSender(Duration timeout, List<Duration> retryDelays) {
        this.timeout = timeout;
        this.retryDelays = List.copyOf(retryDelays);
    }

    /** Returns at once. */
    void send(Webhook webhook, String about, byte[] body) {
        var number = numbers.getAndIncrement();
        var first = new Delivery(number, about, webhook.target(), 0, OptionalInt.empty(), Delivery.State.UNDER_WAY);
        deliveries.put(number, first);
        threads.execute(() -> deliver(request(webhook, body), first));
    }

    /** In the order in which they were begun. */
    List<Delivery> deliveries() {
        return List.copyOf(deliveries.values());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.shutdownNow();
    }

    private void deliver(HttpRequest request, Delivery first) {
        var delivery = first;
        try {
            while (!delivery.isDone()) {
                if (delivery.attempts() > 0) {
                    // Harbor's own pause before it comes again.
                    Thread.sleep(retryDelays.get(delivery.attempts() - 1));
                }
                delivery = attempt(request, delivery);
                deliveries.put(delivery.number(), delivery);
            }
        } catch (InterruptedException e) {
            // The face is closed, and what is left of this delivery with it.
            Thread.currentThread().interrupt();
        }
    }

    private Delivery attempt(HttpRequest request, Delivery delivery) throws InterruptedException {
        var status = OptionalInt.empty();
        try {
            status = OptionalInt.of(
                    client.send(request, BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            // No answer, or not in time: the same to Harbor as a refusal.
        }
        if (status.isPresent() && status.getAsInt() / 100 == 2) {
            return delivery.after(status, Delivery.State.DELIVERED);
        }
        var isLast = delivery.attempts() == retryDelays.size();
        return delivery.after(status, isLast ? Delivery.State.GIVEN_UP : Delivery.State.UNDER_WAY);
    }

    private HttpRequest request(Webhook webhook, byte[] body) {
        var request = HttpRequest.newBuilder(webhook.target())
                .timeout(timeout)
                .header("Content-Type", webhook.format().contentType())
                .header("User-Agent", "Go-http-client/1.1")
                .POST(BodyPublishers.ofByteArray(body));
        if (!webhook.authorization().isEmpty()) {
            request.header("Authorization", webhook.authorization());
        }
        return request.build();
    }
}

package io.breakwater.ingest.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.ingest.rest.HarborSite.Login;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.FaceServer;
import io.breakwater.testkit.face.Query;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client of Harbor's API makes of answers that Harbor, or a proxy in front of it, may give. */
class HarborApiIT {
    private static final Login LOGIN = new Login("robot$breakwater", "s3cret-S3cret");

    private final ConcurrentLinkedQueue<String> elsewhere = new ConcurrentLinkedQueue<>();
    private final FaceServer other = new FaceServer("elsewhere", 0, exchange -> {
        elsewhere.add(exchange.getRequestURI().toString());
        Answers.text(exchange, 200, "[]");
        exchange.close();
    });
    private final FaceServer harbor = new FaceServer("odd-harbor", 0, exchange -> {
        try (exchange) {
            answer(exchange);
        }
    });

    @AfterEach
    void stop() {
        harbor.close();
        other.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/api/v2.0/moved" -> {
                exchange.getResponseHeaders().set("Location", other.url() + "/stolen");
                Answers.empty(exchange, 302);
            }
            case "/api/v2.0/proxy" -> Answers.text(exchange, 502, "<html>Bad Gateway</html>");
            case "/api/v2.0/projects/2024" ->
                Answers.json(
                        exchange,
                        List.of(String.valueOf(exchange.getRequestHeaders().getFirst("X-Is-Resource-Name"))));
            case "/api/v2.0/words" -> Answers.text(exchange, 200, "hello");
            case "/api/v2.0/refused" ->
                Answers.error(exchange, 403, "FORBIDDEN", "no\nline breaks, " + "and not too long".repeat(100));
            case "/api/v2.0/pages" -> {
                var page = Integer.parseInt(Query.value(exchange, "page").orElseThrow());
                var rows = page < 3 ? HarborApi.PAGE : 7;
                Answers.json(exchange, IntStream.range(0, rows).boxed().toList());
            }
            default -> Answers.empty(exchange, 404);
        }
    }

    @Test
    void redirectIsNotFollowedSoTheLoginIsShownToNobodyElse() throws Exception {
        try (var api = api(() -> Optional.of(LOGIN))) {
            assertEquals(302, api.get("/moved").status());
        }
        assertEquals(List.of(), List.copyOf(elsewhere));
    }

    @Test
    void errorPageOfAProxyIsAnAnswerWithoutABody() throws Exception {
        try (var api = api(() -> Optional.of(LOGIN))) {
            var answer = api.get("/proxy");

            assertEquals(502, answer.status());
            assertTrue(answer.body().isMissingNode());
            assertEquals("GET /proxy: 502", answer.summary());
        }
    }

    @Test
    void projectWhoseNameIsANumberIsAskedForByName() throws Exception {
        try (var api = api(Optional::empty)) {
            assertEquals("true", api.get("/projects/2024").body().path(0).asText());
        }
    }

    @Test
    void successWithoutJsonIsNone() {
        try (var api = api(() -> Optional.of(LOGIN))) {
            var error = assertThrows(IOException.class, () -> api.get("/words"));

            assertEquals("the answer to GET /words is no JSON", error.getMessage());
        }
    }

    @Test
    void refusalIsSummedUpInOneShortLine() throws Exception {
        try (var api = api(() -> Optional.of(LOGIN))) {
            var summary = api.get("/refused?q=left%20out").summary();

            assertTrue(summary.startsWith("GET /refused: 403 FORBIDDEN (no line breaks, and not"), summary);
            assertTrue(summary.length() < 250 && !summary.contains("\n"), summary);
        }
    }

    @Test
    void everyPageOfAListIsRead() throws Exception {
        try (var api = api(Optional::empty)) {
            var all = (HarborApi.Listing.All) api.list("/pages");

            assertEquals(207, all.entries().size());
        }
    }

    @Test
    void secretThatCannotBeReadIsAFaultOfThisRequestOnly() {
        try (var api = api(() -> {
            throw new IllegalStateException("cannot read the secret file");
        })) {
            var error = assertThrows(IOException.class, () -> api.get("/pages?page=1"));

            assertTrue(String.valueOf(error.getMessage()).contains("cannot read the secret file"), error::getMessage);
        }
    }

    @Test
    void loginIsPrintedWithoutItsSecret() {
        assertFalse(new HarborSite(harbor.url(), () -> Optional.of(LOGIN))
                .login()
                .get()
                .toString()
                .contains("s3cret"));
    }

    private HarborApi api(Supplier<Optional<Login>> login) {
        return new HarborApi(new HarborSite(harbor.url(), login));
    }
}

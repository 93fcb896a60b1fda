package io.breakwater.testkit.harbor;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Harbor's pages: {@code page} and {@code page_size}, {@code X-Total-Count} and {@code Link}. */
final class Pages {
    private static final int LARGEST_PAGE = 100;

    private Pages() {}

    /** Answers with the page that is asked for, each of it in {@code words}. */
    static <T> void answer(HttpExchange exchange, List<T> all, Function<T, ?> words) throws IOException {
        var page = Query.value(exchange, "page").map(Integer::parseInt).orElse(1);
        var size = Query.value(exchange, "page_size").map(Integer::parseInt).orElse(10);
        if (page < 1 || size < 1 || size > LARGEST_PAGE) {
            Answers.error(exchange, 422, "UNPROCESSABLE_ENTITY", "page_size in query should be in 1..100");
            return;
        }
        var links = new ArrayList<String>();
        if (page > 1) {
            links.add(link(exchange, page - 1, size, "prev"));
        }
        if (page * size < all.size()) {
            links.add(link(exchange, page + 1, size, "next"));
        }
        if (!links.isEmpty()) {
            exchange.getResponseHeaders().set("Link", String.join(" , ", links));
        }
        exchange.getResponseHeaders().set("X-Total-Count", Integer.toString(all.size()));
        Answers.json(
                exchange,
                all.stream().skip((page - 1L) * size).limit(size).map(words).toList());
    }

    private static String link(HttpExchange exchange, int page, int size, String relation) {
        var uri = exchange.getRequestURI();
        var others = Arrays.stream(
                        Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1))
                .filter(parameter -> !parameter.isEmpty() && !parameter.matches("page(_size)?=.*"))
                .map(parameter -> "&" + parameter)
                .reduce("", String::concat);
        return "<%s?page=%d&page_size=%d%s>; rel=\"%s\"".formatted(uri.getRawPath(), page, size, others, relation);
    }
}

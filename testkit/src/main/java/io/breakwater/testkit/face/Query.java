package io.breakwater.testkit.face;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The parameters of a request's query. */
public final class Query {
    private Query() {}

    /** All values of a parameter, decoded, in their order. */
    public static Stream<String> values(HttpExchange exchange, String name) {
        var query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        return Arrays.stream(query.split("&", -1))
                .filter(parameter -> parameter.startsWith(name + "="))
                .map(parameter -> URLDecoder.decode(parameter.substring(name.length() + 1), UTF_8));
    }

    /** The first value of a parameter, decoded. */
    public static Optional<String> value(HttpExchange exchange, String name) {
        return values(exchange, name).findFirst();
    }
}

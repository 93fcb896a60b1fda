package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    private static List<Challenge> parse(String... headers) {
        return Challenge.parse(List.of(headers));
    }

    @Test
    void commaInsideQuotesEndsNoParameter() {
        assertEquals(
                List.of(new Challenge(
                        "bearer",
                        Map.of(
                                "realm", "https://cr.example.io/service/token",
                                "service", "harbor-registry",
                                "scope", "repository:library/app:pull,push"))),
                parse("Bearer realm=\"https://cr.example.io/service/token\",service=\"harbor-registry\","
                        + "scope=\"repository:library/app:pull,push\""));
    }

    @Test
    void severalChallengesInOneHeaderAreToldApart() {
        assertEquals(
                List.of(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("basic", Map.of("realm", "x")),
                        new Challenge("bearer", Map.of("realm", "y", "service", "z"))),
                parse("Negotiate, Basic realm=x, Bearer realm=\"y\" , service = z"));
    }

    @Test
    void severalHeadersAreRead() {
        assertEquals(2, parse("Basic realm=\"a\"", "Bearer realm=\"b\"").size());
    }

    @Test
    void quotedPairsAreUnescaped() {
        assertEquals(
                Optional.of("a\"b\\c"),
                parse("Basic realm=\"a\\\"b\\\\c\"").getFirst().parameter("realm"));
    }

    @Test
    void namesAreReadInAnyCase() {
        assertEquals(Optional.of("x"), parse("BEARER Realm=\"x\"").getFirst().parameter("realm"));
    }

    @Test
    void firstOfTwoParametersCounts() {
        assertEquals(
                Optional.of("a"),
                parse("Bearer realm=\"a\",realm=\"b\"").getFirst().parameter("realm"));
    }

    @Test
    void nonsenseIsNoChallenge() {
        assertEquals(List.of(), parse("", ",,,", "\"", "=\"x\""));
        assertEquals(List.of(), parse("Bearer realm=\"" + "a".repeat(9_000) + "\""));
        assertEquals(Optional.empty(), parse("Bearer realm=\"").getFirst().parameter("realm"));
        assertEquals(
                Optional.of("open"), parse("Bearer realm=\"open").getFirst().parameter("realm"));
    }
}

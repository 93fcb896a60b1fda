package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkedPagesTest {
    @Test
    void nextPageIsFoundAmongLinks() {
        assertEquals(
                Optional.of("/v2/app/tags/list?last=b&n=2"),
                LinkedPages.next(List.of("</v2/app/tags/list?last=b&n=2>; rel=\"next\"")));
        assertEquals(Optional.of("/b"), LinkedPages.next(List.of("</a>; rel=\"prev\", </b>; title=\"x\"; rel=next")));
        assertEquals(Optional.of("/b"), LinkedPages.next(List.of("</a>; rel=\"prev\"", "</b>;rel=\"next\"")));
    }

    @Test
    void otherLinksLeadNowhere() {
        assertEquals(Optional.empty(), LinkedPages.next(List.of()));
        assertEquals(
                Optional.empty(), LinkedPages.next(List.of("", "</a>", "</a>; rel=\"prev\"", "nonsense; rel=next")));
        assertEquals(Optional.empty(), LinkedPages.next(List.of("<" + "a".repeat(20_000) + ">; rel=next")));
    }
}

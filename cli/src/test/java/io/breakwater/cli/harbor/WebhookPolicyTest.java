package io.breakwater.cli.harbor;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.breakwater.cli.harbor.WebhookPolicy.Events;
import io.breakwater.cli.harbor.WebhookPolicy.Found;
import io.breakwater.testkit.harbor.HarborEvent;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhookPolicyTest {
    private static final WebhookPolicy WANTED = wanted(Events.ARTIFACTS);
    private static final WebhookPolicy WANTS_ALL = wanted(Events.ALL);

    private static WebhookPolicy wanted(Events events) {
        return new WebhookPolicy(
                "breakwater",
                URI.create("https://ingest.example.io/webhooks/harbor"),
                Optional.of("Bearer s3cret"),
                events);
    }

    @Test
    void projectWithoutPoliciesLacksOurs() {
        assertEquals(new Found.Missing(), WANTED.in(List.of()));
    }

    @Test
    void whatWeCreateIsAsItShouldBe() {
        assertEquals(new Found.Covered(), WANTED.in(List.of(WANTED.created())));
    }

    @Test
    void whatIsWrongIsNamedAndTheSecretIsNot() {
        var policy = WANTED.created().put("id", 7).put("enabled", false);
        policy.putArray("event_types").add("PUSH_ARTIFACT");
        target(policy)
                .put("address", "http://elsewhere")
                .put("payload_format", "Default")
                .put("auth_header", "old");

        var found = (Found.Outdated) WANTED.in(List.of(policy));

        assertEquals(
                List.of(
                        "is disabled",
                        "lacks DELETE_ARTIFACT",
                        "sends elsewhere",
                        "has another payload format",
                        "has another secret"),
                found.wrong());
        assertEquals(7, found.id());
        assertFalse(WANTED.toString().contains("s3cret"));
    }

    @Test
    void mendedPolicyIsAsItShouldBeAndKeepsWhatSomebodyWantsBesides() {
        var policy = WANTED.created().put("enabled", false).put("description", "ours");
        policy.putArray("event_types").add("SCANNING_COMPLETED");
        target(policy).put("skip_cert_verify", true).put("auth_header", "old");

        var mended = WANTED.mended(policy);

        assertEquals(new Found.Covered(), WANTED.in(List.of(mended)));
        assertEquals("ours", mended.path("description").asText());
        assertEquals(3, mended.path("event_types").size());
        assertEquals(true, target(mended).path("skip_cert_verify").asBoolean());
    }

    @Test
    void allIsAllThatHarborHasWebhooksFor() {
        assertEquals(
                Arrays.stream(HarborEvent.values()).map(HarborEvent::name).collect(toSet()),
                Set.copyOf(Events.ALL.types()));
    }

    @Test
    void policyForArtifactsIsNotEnoughWhereAllIsWanted() {
        var found = (Found.Outdated) WANTS_ALL.in(List.of(WANTED.created()));

        assertEquals(Events.ALL.types().size() - 2, found.wrong().size());
        assertTrue(found.wrong().contains("lacks SCANNING_COMPLETED"), found::toString);
        assertEquals(new Found.Covered(), WANTS_ALL.in(List.of(WANTS_ALL.mended(WANTED.created()))));
    }

    @Test
    void policyForAllIsEnoughForArtifactsAndIsNotCutDown() {
        assertEquals(new Found.Covered(), WANTED.in(List.of(WANTS_ALL.created())));
        assertEquals(new Found.Covered(), WANTS_ALL.in(List.of(WANTED.mended(WANTS_ALL.created()))));
    }

    @Test
    void policyByHandMustSendAllWhereAllIsWanted() {
        assertEquals(new Found.Missing(), WANTS_ALL.in(List.of(WANTED.created().put("name", "drp"))));
        assertEquals(
                new Found.CoveredByHand("drp"),
                WANTS_ALL.in(List.of(WANTS_ALL.created().put("name", "drp"))));
    }

    @Test
    void policyThatSomebodyMadeByHandIsEnough() {
        var byHand = WANTED.created().put("name", "drp");
        target(byHand).put("payload_format", "Default");

        assertEquals(new Found.CoveredByHand("drp"), WANTED.in(List.of(byHand)));
    }

    @Test
    void policyByHandWithAnotherSecretIsNot() {
        var byHand = WANTED.created().put("name", "drp");
        target(byHand).put("auth_header", "old");

        assertEquals(new Found.Missing(), WANTED.in(List.of(byHand)));
    }

    @Test
    void policyOfSomethingElseIsNoneOfOurs() {
        var other = WANTED.created().put("name", "ci");
        target(other).put("address", "https://ci.example.io");

        assertEquals(new Found.Missing(), WANTED.in(List.of(other)));
    }

    @Test
    void messageThatQuotesTheSecretIsShownWithoutIt() {
        assertEquals("header *** is odd", WANTED.withoutSecret("header Bearer s3cret is odd"));
    }

    private static ObjectNode target(JsonNode policy) {
        return (ObjectNode) policy.path("targets").path(0);
    }
}

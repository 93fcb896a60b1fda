package io.breakwater.testkit.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against bodies assembled from the structures of Harbor 2.15.2 ({@code src/pkg/notifier/model/event.go}). */
class HarborPayloadsTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final HarborArtifact TAGGED = HarborArtifact.tagged("library/team/app", "v1", DIGEST);
    private static final HarborArtifact BY_DIGEST = HarborArtifact.byDigest("library/app", DIGEST);
    private static final Occasion OCCASION = new Occasion(
            Instant.parse("2025-11-23T03:53:20.750Z"),
            "robot$library+ci",
            "4b2f89a6-548d-4c12-9993-a1f5790b97d2",
            "2eedfab8-61d3-4f3c-8ec3-8f82d1ec4c84");
    private static final HarborPayloads DEFAULT = new HarborPayloads(PayloadFormat.DEFAULT, "harbor.example.com");
    private static final HarborPayloads CLOUDEVENTS =
            new HarborPayloads(PayloadFormat.CLOUDEVENTS, "harbor.example.com");

    @Test
    void aPushWithATagInTheDefaultFormat() {
        assertEquals("""
                {"type":"PUSH_ARTIFACT","occur_at":1763870000,"operator":"robot$library+ci","event_data":{"resources":[\
                {"digest":"%1$s","tag":"v1","resource_url":"harbor.example.com/library/team/app:v1"}],"repository":{\
                "date_created":1763860000,"name":"team/app","namespace":"library","repo_full_name":"library/team/app",\
                "repo_type":"private"}}}""".formatted(DIGEST), text(DEFAULT.pushed(TAGGED, OCCASION)));
    }

    @Test
    void aPushByDigestHasTheDigestForATag() {
        assertEquals("""
                {"type":"PUSH_ARTIFACT","occur_at":1763870000,"operator":"robot$library+ci","event_data":{"resources":[\
                {"digest":"%1$s","tag":"%1$s","resource_url":"harbor.example.com/library/app@%1$s"}],"repository":{\
                "date_created":1763860000,"name":"app","namespace":"library","repo_full_name":"library/app",\
                "repo_type":"private"}}}""".formatted(DIGEST), text(DEFAULT.pushed(BY_DIGEST, OCCASION)));
    }

    @Test
    void aDeleteAsACloudEvent() {
        assertEquals("""
                {"specversion":"1.0","id":"4b2f89a6-548d-4c12-9993-a1f5790b97d2","source":"/projects/1/webhook/policies/3",\
                "type":"harbor.artifact.deleted","datacontenttype":"application/json","time":"2025-11-23T03:53:20Z",\
                "operator":"robot$library+ci","requestid":"2eedfab8-61d3-4f3c-8ec3-8f82d1ec4c84","data":{"resources":[\
                {"digest":"%1$s","tag":"v1","resource_url":"harbor.example.com/library/team/app:v1"}],"repository":{\
                "date_created":1763860000,"name":"team/app","namespace":"library","repo_full_name":"library/team/app",\
                "repo_type":"private"}}}""".formatted(DIGEST), text(CLOUDEVENTS.deleted(TAGGED, OCCASION)));
    }

    @Test
    void bothFormatsCarryTheSameData() throws IOException {
        for (var bodies : List.of(
                List.of(DEFAULT.pulled(TAGGED, OCCASION), CLOUDEVENTS.pulled(TAGGED, OCCASION)),
                List.of(DEFAULT.scanCompleted(TAGGED, OCCASION), CLOUDEVENTS.scanCompleted(TAGGED, OCCASION)),
                List.of(DEFAULT.quotaExceeded(TAGGED, OCCASION), CLOUDEVENTS.quotaExceeded(TAGGED, OCCASION)),
                List.of(DEFAULT.replicated(TAGGED, OCCASION), CLOUDEVENTS.replicated(TAGGED, OCCASION)),
                List.of(DEFAULT.retained(TAGGED, OCCASION), CLOUDEVENTS.retained(TAGGED, OCCASION)))) {
            assertEquals(
                    json(bodies.get(0)).path("event_data"), json(bodies.get(1)).path("data"));
        }
    }

    @Test
    void aQuotaWarningHasNeitherUrlNorDate() {
        assertEquals("""
                {"type":"QUOTA_WARNING","occur_at":1763870000,"operator":"robot$library+ci","event_data":{"resources":[\
                {"digest":"%s","tag":"v1"}],"repository":{"name":"team/app","namespace":"library",\
                "repo_full_name":"library/team/app","repo_type":"private"},"custom_attributes":{"Details":\
                "quota usage reach 85%%: resource storage used 9 GiB of 10 GiB"}}}""".formatted(DIGEST), text(DEFAULT.quotaWarning(TAGGED, OCCASION)));
    }

    @Test
    void aRetentionRunHasNullForItsReferences() throws IOException {
        var deleted = json(DEFAULT.retained(TAGGED, OCCASION)).at("/event_data/retention/deleted_artifact/0");

        assertEquals("team/app:v1", deleted.path("name_tag").asText());
        assertEquals(true, deleted.path("references").isNull());
    }

    @Test
    void aFinishedReplicationNamesItsArtifactInHarborsWay() throws IOException {
        var artifact = json(DEFAULT.replicated(TAGGED, OCCASION)).at("/event_data/replication/successful_artifact/0");

        assertEquals("team/app [1 item(s) in total]", artifact.path("name_tag").asText());
        assertEquals("v1", artifact.at("/references/0").asText());
    }

    @Test
    void theSameOccasionGivesTheSameBytes() {
        var at = Instant.parse("2026-11-23T12:00:00Z");

        assertArrayEquals(
                CLOUDEVENTS.pushed(TAGGED, Occasion.at(at, "admin")),
                CLOUDEVENTS.pushed(TAGGED, Occasion.at(at, "admin")));
    }

    @Test
    void aRepositoryWithoutAProjectIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> HarborArtifact.tagged("app", "v1", DIGEST));
    }

    private static String text(byte[] body) {
        return new String(body, UTF_8);
    }

    private static JsonNode json(byte[] body) throws IOException {
        return new ObjectMapper().readTree(body);
    }
}

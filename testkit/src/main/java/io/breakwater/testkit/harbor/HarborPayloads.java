package io.breakwater.testkit.harbor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bodies of Harbor 2.15's webhooks, member for member and in Harbor's order ({@code src/pkg/notifier/model/event.go},
 * {@code formats/cloudevents.go}). Pure: the same values give the same bytes.
 *
 * @param host what Harbor takes for its own address ({@code external_url} without the scheme)
 */
public record HarborPayloads(PayloadFormat format, String host) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCAN_REPORT = "application/vnd.security.vulnerability.report; version=1.1";

    public byte[] pushed(HarborArtifact artifact, Occasion occasion) {
        return artifactEvent(HarborEvent.PUSH_ARTIFACT, artifact, occasion);
    }

    public byte[] pulled(HarborArtifact artifact, Occasion occasion) {
        return artifactEvent(HarborEvent.PULL_ARTIFACT, artifact, occasion);
    }

    public byte[] deleted(HarborArtifact artifact, Occasion occasion) {
        return artifactEvent(HarborEvent.DELETE_ARTIFACT, artifact, occasion);
    }

    /** {@link HarborEvent#SCANNING_COMPLETED}, with one high and two low findings. */
    public byte[] scanCompleted(HarborArtifact artifact, Occasion occasion) {
        var resource = resource(artifact);
        resource.put("scan_overview", Map.of(SCAN_REPORT, scanReport(occasion)));
        return body(
                HarborEvent.SCANNING_COMPLETED,
                occasion,
                members(
                        "resources", List.of(resource),
                        "repository", undatedRepository(artifact),
                        "scan", Map.of("scan_type", "vulnerability")));
    }

    /** {@link HarborEvent#QUOTA_WARNING}: neither {@code resource_url} nor {@code date_created}. */
    public byte[] quotaWarning(HarborArtifact artifact, Occasion occasion) {
        return quota(
                HarborEvent.QUOTA_WARNING,
                artifact,
                occasion,
                "quota usage reach 85%: resource storage used 9 GiB of 10 GiB");
    }

    /** {@link HarborEvent#QUOTA_EXCEED}; fires although the push failed. */
    public byte[] quotaExceeded(HarborArtifact artifact, Occasion occasion) {
        return quota(
                HarborEvent.QUOTA_EXCEED,
                artifact,
                occasion,
                "adding 1.0 GiB of storage resource, which when updated to current usage of 9.5 GiB will exceed the"
                        + " configured upper limit of 10.0 GiB.");
    }

    /** {@link HarborEvent#REPLICATION}: one finished task of Harbor's own replication. */
    public byte[] replicated(HarborArtifact artifact, Occasion occasion) {
        var replication = members(
                "harbor_hostname",
                host,
                "job_status",
                "Success",
                "artifact_type",
                "artifact",
                "authentication_type",
                "basic",
                "override_mode",
                true,
                "trigger_type",
                "EVENT",
                "policy_creator",
                "admin",
                "execution_timestamp",
                occasion.at().getEpochSecond(),
                "src_resource",
                endpoint("registry_type", "harbor", "https://" + host, artifact),
                "dest_resource",
                endpoint("registry_type", "google-gcr", "https://gcr.io", artifact),
                "successful_artifact",
                List.of(members(
                        "type",
                        "artifact",
                        "status",
                        "Success",
                        // Not name:tag, whatever the member is called.
                        "name_tag",
                        artifact.name() + " [1 item(s) in total]",
                        "references",
                        List.of(artifact.tagOrDigest()))),
                "execution_id",
                12,
                "task_id",
                34);
        return body(HarborEvent.REPLICATION, occasion, members("replication", replication));
    }

    /** {@link HarborEvent#TAG_RETENTION}: a run that has deleted {@code artifact}. */
    public byte[] retained(HarborArtifact artifact, Occasion occasion) {
        var deleted = members(
                "type", "image",
                "status", "SUCCESS",
                "name_tag",
                        artifact.name() + artifact.tag().map(tag -> ":" + tag).orElse("@" + artifact.digest()));
        // Go writes an empty list as null here.
        deleted.put("references", null);
        var retention = members(
                "total",
                5,
                "retained",
                3,
                "harbor_hostname",
                host,
                "project_name",
                artifact.project(),
                "retention_policy_id",
                1,
                "retention_rule",
                List.of(retentionRule()),
                "result",
                "SUCCESS",
                "deleted_artifact",
                List.of(deleted));
        return body(HarborEvent.TAG_RETENTION, occasion, members("retention", retention));
    }

    private byte[] artifactEvent(HarborEvent event, HarborArtifact artifact, Occasion occasion) {
        var repository = members("date_created", artifact.repositoryCreatedAt().getEpochSecond());
        repository.putAll(undatedRepository(artifact));
        return body(event, occasion, members("resources", List.of(resource(artifact)), "repository", repository));
    }

    private byte[] quota(HarborEvent event, HarborArtifact artifact, Occasion occasion, String details) {
        return body(
                event,
                occasion,
                members(
                        "resources", List.of(members("digest", artifact.digest(), "tag", artifact.tagOrDigest())),
                        "repository", undatedRepository(artifact),
                        "custom_attributes", Map.of("Details", details)));
    }

    private Map<String, Object> resource(HarborArtifact artifact) {
        return members(
                "digest", artifact.digest(),
                "tag", artifact.tagOrDigest(),
                "resource_url", artifact.resourceUrl(host));
    }

    private static Map<String, Object> undatedRepository(HarborArtifact artifact) {
        return members(
                "name", artifact.name(),
                "namespace", artifact.project(),
                "repo_full_name", artifact.repository(),
                "repo_type", "private");
    }

    private static Map<String, Object> scanReport(Occasion occasion) {
        var end = occasion.at().truncatedTo(ChronoUnit.SECONDS);
        return members(
                "report_id", occasion.id(),
                "scan_status", "Success",
                "severity", "High",
                "duration", 8,
                "summary", members("total", 3, "fixable", 1, "summary", members("High", 1, "Low", 2)),
                "start_time", end.minusSeconds(8).toString(),
                "end_time", end.toString(),
                "scanner", members("name", "Trivy", "vendor", "Aqua Security", "version", "v0.68.0"),
                "complete_percent", 100);
    }

    private static Map<String, Object> endpoint(String type, String value, String address, HarborArtifact artifact) {
        return members(type, value, "endpoint", address, "namespace", artifact.project());
    }

    private static Map<String, Object> retentionRule() {
        var allTags = members("kind", "doublestar", "decoration", "matches", "pattern", "**", "extras", "");
        var allNames = members("kind", "doublestar", "decoration", "repoMatches", "pattern", "**", "extras", "");
        return members(
                "template", "latestPushedK",
                "params", Map.of("latestPushedK", 3),
                "tag_selectors", List.of(allTags),
                "scope_selectors", Map.of("repository", List.of(allNames)));
    }

    private byte[] body(HarborEvent event, Occasion occasion, Map<String, Object> data) {
        var body = switch (format) {
            case DEFAULT ->
                members(
                        "type", event.name(),
                        "occur_at", occasion.at().getEpochSecond(),
                        "operator", occasion.operator(),
                        "event_data", data);
            case CLOUDEVENTS ->
                members(
                        "specversion", "1.0",
                        "id", occasion.id(),
                        "source", "/projects/1/webhook/policies/3",
                        "type", event.cloudEventType(),
                        "datacontenttype", "application/json",
                        "time", occasion.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                        "operator", occasion.operator(),
                        "requestid", occasion.requestId(),
                        "data", data);
        };
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names and values in turn, kept in this order. */
    private static Map<String, Object> members(Object... namesAndValues) {
        var members = new LinkedHashMap<String, Object>();
        for (var index = 0; index < namesAndValues.length; index += 2) {
            members.put((String) namesAndValues[index], namesAndValues[index + 1]);
        }
        return members;
    }
}

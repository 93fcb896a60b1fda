package io.breakwater.ingest.harbor;

import java.util.Arrays;
import java.util.Locale;

/**
 * What Harbor 2.15 sends ({@code src/pkg/notification/notification.go}), under its name in either format
 * ({@code src/pkg/notifier/formats/cloudevents.go}).
 */
public enum HarborType {
    PUSH_ARTIFACT("harbor.artifact.pushed"),
    PULL_ARTIFACT("harbor.artifact.pulled"),
    DELETE_ARTIFACT("harbor.artifact.deleted"),
    QUOTA_EXCEED("harbor.quota.exceeded"),
    QUOTA_WARNING("harbor.quota.warned"),
    SCANNING_FAILED("harbor.scan.failed"),
    SCANNING_STOPPED("harbor.scan.stopped"),
    SCANNING_COMPLETED("harbor.scan.completed"),
    REPLICATION("harbor.replication.status.changed"),
    TAG_RETENTION("harbor.tag_retention.finished"),
    /** A newer Harbor's, perhaps. */
    UNKNOWN("");

    private final String cloudEventType;

    HarborType(String cloudEventType) {
        this.cloudEventType = cloudEventType;
    }

    /** Never fails: what is no known name is {@link #UNKNOWN}. */
    static HarborType of(HarborEvents.Format format, String name) {
        return Arrays.stream(values())
                .filter(type -> type != UNKNOWN)
                .filter(type ->
                        name.equals(format == HarborEvents.Format.CLOUDEVENTS ? type.cloudEventType : type.name()))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** As a metric's label; one of a closed set. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

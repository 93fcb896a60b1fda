package io.breakwater.testkit.harbor;

/** What Harbor has webhooks for: the constants are the Default format's {@code type}. */
public enum HarborEvent {
    PUSH_ARTIFACT("harbor.artifact.pushed"),
    PULL_ARTIFACT("harbor.artifact.pulled"),
    DELETE_ARTIFACT("harbor.artifact.deleted"),
    QUOTA_EXCEED("harbor.quota.exceeded"),
    QUOTA_WARNING("harbor.quota.warned"),
    REPLICATION("harbor.replication.status.changed"),
    SCANNING_FAILED("harbor.scan.failed"),
    SCANNING_COMPLETED("harbor.scan.completed"),
    SCANNING_STOPPED("harbor.scan.stopped"),
    TAG_RETENTION("harbor.tag_retention.finished");

    private final String cloudEventType;

    HarborEvent(String cloudEventType) {
        this.cloudEventType = cloudEventType;
    }

    /** The CloudEvents format's {@code type}. */
    public String cloudEventType() {
        return cloudEventType;
    }
}

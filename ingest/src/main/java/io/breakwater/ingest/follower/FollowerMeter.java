package io.breakwater.ingest.follower;

/** The catalogue of the follower's meters. Prometheus writes the dots as underscores and adds {@code _total} or the unit. */
enum FollowerMeter {
    /** Counter. */
    ROWS("breakwater.follower.rows", "Rows of Harbor's audit log about images of ours, each counted once"),
    /** Counter, label {@code type}: pushed, deleted, tag_created or tag_removed. */
    EVENTS("breakwater.follower.events", "Events that no webhook had announced, written by the follower"),
    /** Counter, label {@code reason}: refused, busy or unusable. */
    GIVEN_UP(
            "breakwater.follower.given.up",
            "Rows given up, until breakwater sync is run: Harbor did not say what their tag means"),
    /** Gauge, seconds; not a number where this process does not follow. */
    CURSOR_AGE("breakwater.follower.cursor.age", "How long ago, by Harbor's clock, what was read last had ended"),
    /** Gauge: 1 in the one process of the group that follows, 0 in the others. */
    ACTIVE("breakwater.follower.active", "Whether this process is the one that follows the audit log");

    private final String meterName;
    private final String description;

    FollowerMeter(String meterName, String description) {
        this.meterName = meterName;
        this.description = description;
    }

    String meterName() {
        return meterName;
    }

    String description() {
        return description;
    }
}

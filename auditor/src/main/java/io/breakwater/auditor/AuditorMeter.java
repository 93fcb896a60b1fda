package io.breakwater.auditor;

/** The auditor's meters: the one list of their names. No label names a repository or a tag. */
public enum AuditorMeter {
    IMAGES("breakwater.drift.images", "verdict", "Images by present verdict, in the partitions of this process"),
    CHANGES("breakwater.drift.changes", "verdict", "Changes of a verdict, by what it became"),
    DELETES(
            "breakwater.deletes.waiting",
            "held",
            "Images to be deleted at the standby within an hour, by whether there are too many of them"),
    UNREADABLE("breakwater.auditor.unreadable.records", "topic", "Records that were skipped since they can't be read");

    private final String meterName;
    private final String label;
    private final String description;

    AuditorMeter(String meterName, String label, String description) {
        this.meterName = meterName;
        this.label = label;
        this.description = description;
    }

    public String meterName() {
        return meterName;
    }

    /** The one label that it has. */
    public String label() {
        return label;
    }

    public String description() {
        return description;
    }
}

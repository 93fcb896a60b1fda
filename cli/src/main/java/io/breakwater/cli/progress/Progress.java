package io.breakwater.cli.progress;

import java.time.Duration;

/**
 * How far a copy is.
 *
 * @param bytesDone sent, or found to be there already
 * @param bytesKnown of all blobs met so far; grows while manifests are read
 * @param bytesSent of these, which alone make the speed
 */
public record Progress(long bytesDone, long bytesKnown, int blobsDone, int blobsKnown, long bytesSent)
        implements Shown {
    private static final String NOTHING_KNOWN = "looking at what there is to copy";
    private static final int KIBI = 1024;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    Progress plus(Progress other) {
        return new Progress(
                bytesDone + other.bytesDone,
                bytesKnown + other.bytesKnown,
                blobsDone + other.blobsDone,
                blobsKnown + other.blobsKnown,
                bytesSent + other.bytesSent);
    }

    /** A bar, per cent, bytes, blobs, speed. */
    @Override
    public String bar(Duration elapsed) {
        return blobsKnown == 0 ? NOTHING_KNOWN : Bar.of(share()) + plain(elapsed);
    }

    @Override
    public String plain(Duration elapsed) {
        if (blobsKnown == 0) {
            return NOTHING_KNOWN;
        }
        return "%3d%% %s of %s, %d/%d blobs, %s/s"
                .formatted(
                        (int) (100 * share()),
                        bytes(bytesDone),
                        bytes(bytesKnown),
                        blobsDone,
                        blobsKnown,
                        bytes(perSecond(elapsed)));
    }

    /** Such as {@code 12.5 MiB}. */
    public static String bytes(long bytes) {
        var amount = (double) bytes;
        var unit = 0;
        while (amount >= KIBI && unit < UNITS.length - 1) {
            amount /= KIBI;
            unit++;
        }
        return unit == 0 ? bytes + " B" : "%.1f %s".formatted(amount, UNITS[unit]);
    }

    private double share() {
        return bytesKnown == 0 ? 0 : Math.min(1.0, (double) bytesDone / bytesKnown);
    }

    private long perSecond(Duration elapsed) {
        return elapsed.toMillis() == 0 ? 0 : bytesSent * 1000 / elapsed.toMillis();
    }
}

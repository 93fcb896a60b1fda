package io.breakwater.registry;

import java.time.LocalTime;
import java.util.List;

/**
 * How much one registry is asked for at once and in a second, by all who use one {@link Registry} together, whatever host
 * answers: its token service and where it redirects to are counted with it. Another {@link Registry} for the same host, in
 * this process or another, keeps a pace of its own. A registry that throttles is asked for less than this, until it has
 * stopped.
 *
 * @param inFlight blob downloads, blob uploads and other requests under way at once, of each of the three, so three times as
 *     many in all: an upload reads from a download that is under way, perhaps at the same host. Only the rest of a blob that
 *     broke off comes on top, while the upload that reads it is under way
 * @param requestsPerSecond 0 for no limit
 * @param bytesPerSecond of blobs, both directions together; 0 for no limit. Copies in the background have what the others
 *     leave of it, and a tenth at least
 * @param windows where another limit holds at some time of the day; the first that fits counts
 */
public record Pace(int inFlight, int requestsPerSecond, long bytesPerSecond, List<Window> windows) {
    public static final Pace DEFAULT = new Pace(32, 0, 0, List.of());

    /**
     * A time of the day with a limit of its own, by the clock of this machine's time zone.
     *
     * @param to not included; before {@code from} for a window over midnight
     * @param bytesPerSecond 0 for no limit
     */
    public record Window(LocalTime from, LocalTime to, long bytesPerSecond) {
        /** @throws IllegalArgumentException if the limit is negative or the window is empty */
        public Window {
            if (bytesPerSecond < 0 || from.equals(to)) {
                throw new IllegalArgumentException("a window needs two different times and a limit of 0 or more");
            }
        }

        boolean holdsAt(LocalTime time) {
            var afterFrom = !time.isBefore(from);
            var beforeTo = time.isBefore(to);
            return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
        }
    }

    /** @throws IllegalArgumentException if nothing could be under way, or a limit is negative */
    public Pace {
        windows = List.copyOf(windows);
        if (inFlight < 1 || requestsPerSecond < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "in-flight must be 1 or more, requests-per-second and bytes-per-second 0 or more");
        }
    }

    long bytesPerSecondAt(LocalTime time) {
        return windows.stream()
                .filter(window -> window.holdsAt(time))
                .findFirst()
                .map(Window::bytesPerSecond)
                .orElse(bytesPerSecond);
    }
}

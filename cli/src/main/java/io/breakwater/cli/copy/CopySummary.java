package io.breakwater.cli.copy;

import io.breakwater.cli.progress.CountProgress;
import io.breakwater.cli.progress.Progress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of several images that were copied.
 *
 * @param requests to both ends, those of images that failed left out
 */
public record CopySummary(
        List<Outcome> images,
        long copied,
        long alreadyPresent,
        long failed,
        long bytesSent,
        long requests,
        double seconds)
        implements Summary {
    public CopySummary {
        images = List.copyOf(images);
    }

    public static CopySummary of(List<Outcome> images, Duration took) {
        var done = images.stream()
                .filter(Outcome.Done.class::isInstance)
                .map(Outcome.Done.class::cast)
                .toList();
        return new CopySummary(
                images,
                Summary.count(images, Outcome.COPIED),
                Summary.count(images, Outcome.ALREADY_PRESENT),
                Summary.count(images, Outcome.FAILED),
                done.stream().mapToLong(Outcome.Done::bytesSent).sum(),
                done.stream().mapToLong(Outcome.Done::requests).sum(),
                took.toMillis() / 1000.0);
    }

    @Override
    public List<String> lines() {
        var sum = "%s: %d copied, %d there already, %d failed; %s sent, %s, %.1f s"
                .formatted(
                        CountProgress.counted(images.size(), "image", "images"),
                        copied,
                        alreadyPresent,
                        failed,
                        Progress.bytes(bytesSent),
                        CountProgress.counted(requests, "request", "requests"),
                        seconds);
        return Stream.concat(images.stream().map(Outcome::line), Stream.of(sum)).toList();
    }
}

package io.breakwater.cli.sync;

import io.breakwater.schemas.ImageName;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a sync that broke off has asked for. It goes repository by repository in the order of their names, each request
 * written before the next: so all of those it has begun are complete, but for the last. It holds the names of repositories,
 * and the images of the last one only.
 */
final class Asked {
    private final TreeSet<String> repositories = new TreeSet<>();
    private final Set<ImageName> ofTheLast = new HashSet<>();
    private long images;

    void take(ImageName image) {
        images++;
        if (repositories.isEmpty() || image.repository().compareTo(repositories.last()) > 0) {
            ofTheLast.clear();
        }
        repositories.add(image.repository());
        if (image.repository().equals(repositories.last())) {
            ofTheLast.add(image);
        }
    }

    /** Whether a repository need not be looked into again. */
    boolean isComplete(String repository) {
        return repositories.contains(repository) && !repository.equals(repositories.last());
    }

    boolean contains(ImageName image) {
        return ofTheLast.contains(image);
    }

    /** How many images. */
    long images() {
        return images;
    }
}

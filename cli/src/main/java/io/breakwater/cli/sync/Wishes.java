package io.breakwater.cli.sync;

import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.batch.Wish;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is left to ask for, repository by repository: one portion each, also where there is nothing to ask for. Holds the
 * tags of one at a time.
 */
final class Wishes implements Iterator<List<Wish>> {
    private final Function<String, List<String>> tags;
    private final List<NameGlob> globs;
    private final Asked asked;
    private final Deque<String> repositories;
    private final int all;
    /** Read by the thread that shows progress. */
    private volatile int repositoriesDone;

    /** @param tags of a repository; may fail as a registry does */
    Wishes(List<String> repositories, Function<String, List<String>> tags, List<NameGlob> globs, Asked asked) {
        this.tags = tags;
        this.globs = globs;
        this.asked = asked;
        this.repositories = new ArrayDeque<>(repositories);
        this.all = repositories.size();
    }

    /** Repositories of which everything has been told. */
    int repositoriesDone() {
        return repositoriesDone;
    }

    @Override
    public boolean hasNext() {
        repositoriesDone = all - repositories.size();
        return !repositories.isEmpty();
    }

    @Override
    public List<Wish> next() {
        var repository = repositories.remove();
        return tags.apply(repository).stream()
                .map(tag -> new ImageName.Tagged(repository, tag))
                .filter(image -> !asked.contains(image) && NameGlob.any(globs, image))
                .map(image -> new Wish(image, Purpose.BACKFILL, Optional.empty()))
                .toList();
    }
}

package io.breakwater.cli.sync;

import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.batch.Wish;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/** What is left to ask for, repository by repository; holds the tags of one at a time. */
final class Wishes implements Iterator<Wish> {
    private final Function<String, List<String>> tags;
    private final List<NameGlob> globs;
    private final Asked asked;
    private final Deque<String> repositories;
    private final int all;
    /** Read by the thread that shows progress. */
    private volatile int repositoriesDone;

    private final Deque<ImageName> images = new ArrayDeque<>();

    /**
     * @param repositories sorted
     * @param tags of a repository; may fail as a registry does
     */
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
        while (images.isEmpty() && !repositories.isEmpty()) {
            repositoriesDone = all - repositories.size();
            var repository = repositories.remove();
            if (!asked.isComplete(repository)) {
                look(repository);
            }
        }
        return !images.isEmpty();
    }

    private void look(String repository) {
        for (var tag : tags.apply(repository)) {
            var image = new ImageName.Tagged(repository, tag);
            if (!asked.contains(image) && NameGlob.any(globs, image)) {
                images.add(image);
            }
        }
    }

    @Override
    public Wish next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return new Wish(images.remove(), Purpose.BACKFILL, Optional.empty());
    }
}

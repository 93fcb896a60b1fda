package io.breakwater.bench.contestant;

import java.nio.file.Path;
import java.util.List;

/** {@code crane copy --all-tags}: one process for all tags of a repository. */
record CraneAllTags(Path program, String version, Meter meter, int jobs) implements Contestant {
    @Override
    public String name() {
        return "crane -a";
    }

    @Override
    public String description() {
        return version + "; one process, copy -a -j " + jobs;
    }

    @Override
    public boolean takes(Job job) {
        return job.isOneRepository();
    }

    @Override
    public Usage copy(Job job) throws CopyFailed, InterruptedException {
        var first = job.pairs().getFirst();
        var source = job.source() + "/" + first.sourceRepository();
        var target = job.target() + "/" + first.targetRepository();
        return meter.run(List.of(program.toString(), "copy", "-a", "-j", String.valueOf(jobs), source, target), 1);
    }
}

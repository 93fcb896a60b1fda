package io.breakwater.bench.corpus;

import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;

/**
 * One image of a corpus. At the source it is {@code library/NAME:TAG}, at the target {@code copied/NAME:TAG}: under other
 * names, since crane would try to mount from a repository of the source's name.
 */
public record Item(String name, String tag, TestImage image) {
    public String sourceRepository() {
        return "library/" + name;
    }

    public String targetRepository() {
        return "copied/" + name;
    }

    public String digest() {
        return image.root().digest();
    }

    void pushToSource(RawPusher pusher) {
        pusher.push(sourceRepository(), image, tag);
    }

    void pushToTarget(RawPusher pusher) {
        pusher.push(targetRepository(), image, tag);
    }
}

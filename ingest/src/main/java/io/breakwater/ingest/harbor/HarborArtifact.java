package io.breakwater.ingest.harbor;

import io.breakwater.ingest.payload.Field;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;

/** The one artifact that an event's data are about, by its repository, digest and tag. */
record HarborArtifact(ImageName name, Digest digest) {
    /** @throws Field.Malformed if there is none, or more than one, or one whose names break the grammar */
    static HarborArtifact of(Field data) {
        data.mustBe(data.node().isObject(), "an object");
        var resource = data.onlyElement("resources");
        return new HarborArtifact(name(data, resource), digest(resource));
    }

    /** Where there is no tag, Harbor writes the digest into {@code tag}; no tag has a colon. */
    private static ImageName name(Field data, Field resource) {
        var repository = repository(data);
        var tag = resource.optionalText("tag").filter(text -> !Digest.isDigest(text));
        return tag.isEmpty()
                ? new ImageName.Untagged(repository, digest(resource))
                : resource.child("tag").valid(() -> new ImageName.Tagged(repository, tag.get()));
    }

    private static Digest digest(Field resource) {
        return resource.child("digest").valid(() -> new Digest(resource.text("digest")));
    }

    /** @throws Field.Malformed if there is none, or it breaks the grammar */
    static String repository(Field data) {
        var repository = data.object("repository");
        var name = repository.text("repo_full_name");
        return repository.child("repo_full_name").valid(() -> checkedRepository(name));
    }

    /** @throws IllegalArgumentException if it breaks the grammar */
    static String checkedRepository(String name) {
        return new ImageName.Tagged(name, "any").repository();
    }
}

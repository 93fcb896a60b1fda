package io.breakwater.registry.copy;

import io.breakwater.registry.reference.Digest;

/**
 * What all copies to one target share. Who holds a place may wait for a transfer, and who transfers for a question; never the
 * other way round.
 *
 * @param places one copy at a time brings a blob into a repository: a registry writes its link anew each time, and one that
 *     is half written makes it refuse a manifest at that moment (seen at registry 2.8.2 on a file system)
 * @param transfers one copy at a time sends a blob, to whatever repository; the others mount it
 * @param questions one copy at a time asks what the target is like; the others wait for the answer
 * @param lists one copy at a time reads, merges and writes the list of what is about a subject, where that is a fallback tag
 */
record Shared(
        Knowledge knowledge,
        Flights<Place> places,
        Flights<Digest> transfers,
        Flights<Question> questions,
        Flights<Place> lists) {
    /** Something in a repository. */
    record Place(String repository, Digest digest) {}

    /** What a target is asked about itself. */
    enum Question {
        SELF_MOUNT
    }

    Shared(Knowledge knowledge) {
        this(knowledge, new Flights<>(), new Flights<>(), new Flights<>(), new Flights<>());
    }
}

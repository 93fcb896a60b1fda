package io.breakwater.cli.sync;

import io.breakwater.schemas.ImageName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Exactly what a sync that broke off has asked for; holds each image's name. */
final class Asked {
    private final Map<String, Set<ImageName>> byRepository = new HashMap<>();
    private long images;

    void take(ImageName image) {
        if (byRepository
                .computeIfAbsent(image.repository(), _ -> new HashSet<>())
                .add(image)) {
            images++;
        }
    }

    boolean contains(ImageName image) {
        return byRepository.getOrDefault(image.repository(), Set.of()).contains(image);
    }

    /** How many images; one that was asked for twice counts once. */
    long images() {
        return images;
    }
}

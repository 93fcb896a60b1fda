package io.breakwater.registry.copy;

import io.breakwater.registry.reference.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * In which repository of the target a blob was last seen, so that a base layer is mounted into the next repository and not
 * sent again. A hint that may be wrong; the eldest are forgotten.
 */
final class KnownBlobs {
    private static final int MOST = 8_192;

    private final Map<Digest, String> repositories = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, String> eldest) {
            return size() > MOST;
        }
    };

    synchronized void seen(Digest blob, String repository) {
        repositories.put(blob, repository);
    }

    synchronized void gone(Digest blob) {
        repositories.remove(blob);
    }

    synchronized Optional<String> repositoryOf(Digest blob) {
        return Optional.ofNullable(repositories.get(blob));
    }
}

package io.breakwater.ingest.follower;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the audit log is not being read. Said once when it begins and once when it ends, however often it is seen. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    private volatile Optional<String> present = Optional.empty();

    /**
     * Takes note of it.
     *
     * @param message the same for the same trouble
     * @return whether it was said: that it was not there before
     */
    boolean seen(String message) {
        if (present.equals(Optional.of(message))) {
            return false;
        }
        LOG.atWarn()
                .addKeyValue("cause", message)
                .log("Harbor's audit log can't be read; what no webhook announces waits for a survey");
        present = Optional.of(message);
        return true;
    }

    void over() {
        if (present.isPresent()) {
            LOG.info("Harbor's audit log is read again");
            present = Optional.empty();
        }
    }

    /** It is another process's from now on. */
    void forget() {
        present = Optional.empty();
    }

    Optional<String> present() {
        return present;
    }
}

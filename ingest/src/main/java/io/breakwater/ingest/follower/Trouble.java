package io.breakwater.ingest.follower;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why not all of the audit log becomes events. Each trouble is said once when it begins and once when it ends, however often it
 * is seen. Written by one thread, read by any.
 */
final class Trouble {
    /** Harbor's part. */
    static final String READING = "the audit log can't be read";

    /** The brokers' part. */
    static final String WRITING = "what the audit log tells can't be written to Kafka";

    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    /** Causes by what can't be done. */
    private volatile Map<String, String> present = Map.of();

    /**
     * Takes note of it.
     *
     * @param what can't be done, as a sentence
     * @param cause the same for the same trouble
     * @return whether it was said: that it was not there before
     */
    boolean seen(String what, String cause) {
        if (cause.equals(present.get(what))) {
            return false;
        }
        LOG.atWarn()
                .addKeyValue("what", what)
                .addKeyValue("cause", cause)
                .log(
                        "Not all of Harbor's audit log is followed; what no webhook announces is missed until 'breakwater sync' is run");
        var more = new TreeMap<>(present);
        more.put(what, cause);
        present = Map.copyOf(more);
        return true;
    }

    void over(String what) {
        if (present.containsKey(what)) {
            LOG.atInfo().addKeyValue("what", what).log("This is over");
            var less = new TreeMap<>(present);
            less.remove(what);
            present = Map.copyOf(less);
        }
    }

    /** It is another process's from now on. */
    void forget() {
        present = Map.of();
    }

    /** For a person, one sentence each. */
    List<String> present() {
        return present.entrySet().stream()
                .map(trouble -> trouble.getKey() + ": " + trouble.getValue())
                .sorted()
                .toList();
    }
}

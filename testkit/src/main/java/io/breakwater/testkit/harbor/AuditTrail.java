package io.breakwater.testkit.harbor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Harbor's audit log. A row has its id from when it is begun and is seen once it is committed, which a test may hold back:
 * so rows come out of order, as they do where several transactions end at once. Thread-safe.
 */
public final class AuditTrail {
    /** As Harbor's API writes times, in milliseconds. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Map<Long, Map<String, Object>> begun = new TreeMap<>();
    private final Map<Long, Map<String, Object>> committed = new TreeMap<>();
    private long lastId;
    private boolean held;

    /**
     * A row; to be seen at once, unless rows are {@link #hold held}.
     *
     * @param what {@code create artifact}, {@code delete tag}
     * @param resource {@code library/app:v1}
     * @return its id
     */
    public synchronized long add(String what, String resource, String operator, Instant at) {
        var words = what.split(" ", 2);
        var row = new LinkedHashMap<String, Object>();
        row.put("id", ++lastId);
        row.put("username", operator);
        row.put("resource", resource);
        row.put("resource_type", words[1]);
        row.put("operation", words[0]);
        row.put("operation_description", what);
        row.put("operation_result", true);
        row.put("op_time", TIME.format(at));
        (held ? begun : committed).put(lastId, row);
        return lastId;
    }

    /** From now on rows are begun only. */
    public synchronized void hold() {
        held = true;
    }

    /** Ids that are begun and can't be seen, the first first. */
    public synchronized List<Long> held() {
        return List.copyOf(begun.keySet());
    }

    /** A row that was held can be seen. */
    public synchronized void commit(long id) {
        var row = begun.remove(id);
        if (row == null) {
            throw new IllegalArgumentException("no row " + id + " is held");
        }
        committed.put(id, row);
    }

    /** All that are held, the last first; later ones are seen at once again. */
    public synchronized void release() {
        held = false;
        held().reversed().forEach(this::commit);
    }

    /** What can be seen, by id. */
    synchronized List<Map<String, Object>> rows(String q, boolean newestFirst) {
        var matches = HarborQuery.of(q);
        var rows = new ArrayList<>(committed.values().stream().filter(matches).toList());
        return newestFirst ? rows.reversed() : rows;
    }
}

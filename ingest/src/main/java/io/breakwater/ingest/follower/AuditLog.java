package io.breakwater.ingest.follower;

import static io.breakwater.ingest.rest.HarborApi.encoded;
import static io.breakwater.ingest.rest.HarborApi.encodedTwice;

import io.breakwater.ingest.follower.core.AuditRow;
import io.breakwater.ingest.follower.core.AuditRows;
import io.breakwater.ingest.follower.core.Span;
import io.breakwater.ingest.payload.Field;
import io.breakwater.ingest.rest.HarborAnswer;
import io.breakwater.ingest.rest.HarborApi;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Harbor's audit log, and what of Harbor's API belongs to it. Of the two logs the one that this Harbor has is read:
 * {@code auditlog-exts} (2.13 and later) or {@code audit-logs}. Confined to one thread.
 */
final class AuditLog {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final String NEWER = "/auditlog-exts";
    private static final String OLDER = "/audit-logs";
    private static final String PERMISSION = "give the account the system permission audit-log: list"
            + " ('breakwater harbor enroll --audit-log' makes such a robot)";

    private final HarborApi api;
    private String path = NEWER;

    AuditLog(HarborApi api) {
        this.api = api;
    }

    /** The log can't be read, and that asking again will soon help is not to be expected. */
    static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        Unavailable(String message) {
            super(message);
        }
    }

    /**
     * What can be seen of a span.
     *
     * @param unreadable rows about images that could not be read
     * @param isNothing no row of any kind, which may mean that none is shown to this account
     */
    record Seen(List<AuditRow> rows, int unreadable, boolean isNothing) {}

    /** Harbor's clock; ours where it does not tell. Finds out which log there is: Harbor may have been upgraded. */
    Instant now() throws IOException, InterruptedException, Unavailable {
        // Harbor counts all that a query matches; without the time that is the whole table, again and again.
        var newest = "?page=1&page_size=1&q=" + encoded("op_time=[" + TIME.format(Instant.now()) + "~]");
        path = NEWER;
        var newer = api.get(path + newest);
        if (newer.status() != 404) {
            return checked(newer).date().orElseGet(Instant::now);
        }
        path = OLDER;
        return checked(api.get(path + newest)).date().orElseGet(Instant::now);
    }

    /**
     * Returns if the log shows this account anything. One that may not read it is answered 200 and an empty list
     * (goharbor/harbor#18129), as is one that may while there is nothing. To be asked after {@link #now}; counts the whole table.
     */
    void mustShowSomething() throws IOException, InterruptedException, Unavailable {
        var answer = checked(api.get(path + "?page=1&page_size=1"));
        if (page(answer).size() == 0) {
            throw new Unavailable(answer.request() + ": the log shows this account nothing; " + PERMISSION
                    + ". A Harbor in which nothing has been logged yet looks the same");
        }
    }

    /** All rows of a span and its margins; pulls, which are most of a log, are left out by Harbor. */
    Seen read(Span span) throws IOException, InterruptedException, Unavailable {
        var times = "op_time=[" + TIME.format(span.readFrom()) + "~" + (span.isOpen() ? "" : TIME.format(span.readTo()))
                + "]";
        var rows = new ArrayList<AuditRow>();
        var unreadable = 0;
        var lastId = 0L;
        while (true) {
            // By id and not by page: rows that come meanwhile would shift the pages.
            var q = "operation={create delete}," + times + ",id=[" + (lastId + 1) + "~]";
            var page =
                    page(checked(api.get(path + "?sort=id&page=1&page_size=" + HarborApi.PAGE + "&q=" + encoded(q))));
            rows.addAll(page.rows());
            unreadable += page.unreadable();
            if (page.size() < HarborApi.PAGE) {
                return new Seen(List.copyOf(rows), unreadable, lastId == 0 && page.size() == 0);
            }
            if (page.lastId() <= lastId) {
                throw new IOException(api.site().host() + " gives the same page of " + path + " again and again");
            }
            lastId = page.lastId();
        }
    }

    private AuditRows.Page page(HarborAnswer answer) throws IOException {
        try {
            return AuditRows.page(answer.body());
        } catch (Field.Malformed e) {
            throw new IOException("the answer to " + answer.request() + " is no audit log: " + e.getMessage(), e);
        }
    }

    /** What a tag means now. */
    sealed interface Meaning {
        record Found(Digest digest) implements Meaning {}

        /** No tag of this name is there any more. */
        record Gone() implements Meaning {}

        /**
         * Harbor did not say.
         *
         * @param reason as far as the status tells
         * @param why in Harbor's words
         */
        record Unknown(Reason reason, String why) implements Meaning {}
    }

    /** Why Harbor does not say what a tag means. */
    enum Reason {
        /** This account may not know. */
        REFUSED,
        /** It has too much to do, or an outage. */
        BUSY,
        /** There was no answer in time, or none that can be read. That may be for this one image alone. */
        UNUSABLE
    }

    /** One image that Harbor can't describe is no reason not to ask for the others, so that is a result. */
    Meaning meaning(ImageName.Tagged image) throws InterruptedException {
        var slash = image.repository().indexOf('/');
        if (slash < 0) {
            return new Meaning.Gone();
        }
        try {
            return meaning(api.get("/projects/" + encoded(image.repository().substring(0, slash)) + "/repositories/"
                    + encodedTwice(image.repository().substring(slash + 1)) + "/artifacts/" + encoded(image.tag())
                    + "?with_tag=false"));
        } catch (HarborApi.Silent e) {
            // A proxy in front of a busy Harbor waits for longer than we do before it says so.
            return new Meaning.Unknown(Reason.BUSY, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Meaning.Unknown(Reason.UNUSABLE, String.valueOf(e.getMessage()));
        }
    }

    private static Meaning meaning(HarborAnswer answer) {
        if (answer.status() == 404) {
            return new Meaning.Gone();
        }
        return digest(answer)
                .<Meaning>map(Meaning.Found::new)
                .orElseGet(() -> new Meaning.Unknown(reason(answer.status()), answer.summary()));
    }

    private static Reason reason(int status) {
        if (status == 429 || status >= 500) {
            return Reason.BUSY;
        }
        return status == 401 || status == 403 ? Reason.REFUSED : Reason.UNUSABLE;
    }

    private static Optional<Digest> digest(HarborAnswer answer) {
        return Optional.of(answer.body().path("digest").asText(""))
                .filter(text -> answer.isSuccess() && Digest.isDigest(text))
                .map(Digest::new);
    }

    private HarborAnswer checked(HarborAnswer answer) throws IOException, Unavailable {
        return switch (answer.status()) {
            case 200 -> answer;
            case 401 ->
                throw new Unavailable(
                        answer.summary() + "; check the user name and the secret of ingest.follower, or of"
                                + " the primary where it has none");
            case 403 -> throw new Unavailable(answer.summary() + "; " + PERMISSION);
            case 404 -> throw new Unavailable(answer.summary() + "; this registry has no audit log");
            default -> throw new IOException(api.site().host() + " answered " + answer.summary());
        };
    }
}

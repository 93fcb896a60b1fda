package io.breakwater.registry;

import java.io.Serializable;

/**
 * What a person is told of a failure. Neither part holds a secret or a signed URL.
 *
 * @param problem what was tried, where, and what was seen: {@code Cannot pull manifest library/app:v1 at cr.example.io: 404
 *     MANIFEST_UNKNOWN.}
 * @param mend what to do: {@code It may have been deleted meanwhile.} Empty if nobody knows
 */
public record Explanation(String problem, String mend) implements Serializable {
    /** One that says no more than what is wrong. */
    public static Explanation of(String problem) {
        return new Explanation(problem, "");
    }

    /** Both, in one line. */
    @Override
    public String toString() {
        return mend.isEmpty() ? problem : problem + " " + mend;
    }
}

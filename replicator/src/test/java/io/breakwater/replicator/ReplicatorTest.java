package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicatorTest {
    @Test
    void anErrorEndsTheRoleAsAnExceptionDoes() {
        var failures = new ArrayList<String>();

        Replicator.guard(
                () -> {
                    throw new NoClassDefFoundError("io/breakwater/Missing");
                },
                failures::add);
        Replicator.guard(
                () -> {
                    throw new IllegalStateException("fenced");
                },
                failures::add);

        assertEquals(
                List.of(
                        "java.lang.NoClassDefFoundError: io/breakwater/Missing",
                        "java.lang.IllegalStateException: fenced"),
                failures);
    }
}

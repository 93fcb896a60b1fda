package io.breakwater.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolesTest {
    private Optional<String> trouble = Optional.empty();
    private final Roles roles = new Roles(List.of(RoleName.INGEST, RoleName.REPLICATOR), () -> trouble);
    private final List<String> ended = new ArrayList<>();

    @Test
    void lastStartedEndsFirst() {
        roles.add(role(RoleName.INGEST, Optional.empty(), () -> ended.add("ingest")));
        roles.add(role(RoleName.REPLICATOR, Optional.empty(), () -> ended.add("replicator")));
        roles.close();
        assertEquals(List.of("replicator", "ingest"), ended);
    }

    @Test
    void roleThatCannotEndKeepsNoOtherRunning() {
        roles.add(role(RoleName.INGEST, Optional.empty(), () -> ended.add("ingest")));
        roles.add(role(RoleName.REPLICATOR, Optional.empty(), () -> {
            throw new IllegalStateException("stuck");
        }));
        roles.close();
        assertEquals(List.of("ingest"), ended);
    }

    @Test
    void failedRoleIsNamedAndNotReady() {
        roles.add(role(RoleName.INGEST, Optional.empty(), () -> {}));
        roles.add(role(RoleName.REPLICATOR, Optional.of("the group was deleted"), () -> {}));
        assertEquals(Optional.of("the replicator has ended: the group was deleted"), roles.failure());
        assertEquals(Map.of("ingest", true, "replicator", false), roles.readiness());
    }

    @Test
    void whatAllOfThemWaitForIsSaidOnce() {
        roles.add(role(RoleName.INGEST, Optional.empty(), () -> {}));
        roles.add(role(RoleName.REPLICATOR, Optional.empty(), () -> {}));
        trouble = Optional.of("Kafka does not answer");
        assertEquals(List.of("Kafka does not answer"), roles.degraded());
    }

    private static Role role(RoleName name, Optional<String> failure, Runnable end) {
        return new Role(name, "", () -> true, () -> failure, end);
    }
}

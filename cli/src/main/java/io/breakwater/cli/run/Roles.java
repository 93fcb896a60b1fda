package io.breakwater.cli.run;

import io.breakwater.replicator.JobsUnderWay;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The roles that this process is to run, and those of them that run already. Any thread may ask. */
final class Roles implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Roles.class);

    private final List<RoleName> wanted;
    private final Supplier<Optional<String>> common;
    private final CopyOnWriteArrayList<Role> started = new CopyOnWriteArrayList<>();

    /** @param trouble of what all of them need, while there is some */
    Roles(List<RoleName> wanted, Supplier<Optional<String>> trouble) {
        this.wanted = List.copyOf(wanted);
        this.common = trouble;
    }

    void add(Role role) {
        started.add(role);
    }

    List<Role> started() {
        return List.copyOf(started);
    }

    /** Every wanted role and whether it is ready; one that is still to start is not. */
    SequencedMap<String, Boolean> readiness() {
        var readiness = new LinkedHashMap<String, Boolean>();
        wanted.forEach(name -> readiness.put(name.toString(), false));
        started.forEach(role -> readiness.put(role.name().toString(), role.isReady()));
        return readiness;
    }

    /** What the roles wait for that somebody should look at. */
    List<String> degraded() {
        var each =
                started.stream().flatMap(role -> role.degraded().get().stream().map(why -> role.name() + ": " + why));
        return Stream.concat(common.get().stream(), each).toList();
    }

    /** What is being copied; empty if no role that runs here copies. */
    Optional<JobsUnderWay> jobs() {
        return started.stream().flatMap(role -> role.jobs().get().stream()).findFirst();
    }

    /** Why the first role that has ended by itself did so. */
    Optional<String> failure() {
        return started.stream()
                .flatMap(role -> role.failure().get().map(why -> "the " + role.name() + " has ended: " + why).stream())
                .findFirst();
    }

    /** Ends what was started last first; one that cannot be ended does not keep the others running. */
    @Override
    public void close() {
        for (var role : List.copyOf(started).reversed()) {
            try {
                role.end().run();
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).addKeyValue("role", role.name()).log("A role did not end orderly");
            }
            started.remove(role);
        }
    }
}

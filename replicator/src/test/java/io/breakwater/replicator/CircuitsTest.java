package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.replicator.core.Backoff;
import io.breakwater.replicator.core.Circuit.State;
import io.breakwater.replicator.core.Plan;
import io.breakwater.replicator.core.Refusals;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two registries that nobody asks anything, so both are well; two names are everyone, and at once. */
class CircuitsTest {
    private static final ImageName IMAGE = new ImageName.Tagged("library/app", "v1");
    private static final Plan.Copy COPY = new Plan.Copy(IMAGE, Optional.empty(), "mirror/app", false);
    private static final Plan.Delete DELETE =
            new Plan.Delete(IMAGE, new Digest("sha256:" + "0".repeat(64)), Instant.EPOCH, "mirror/app");
    private static final ImageCopy.Result WROTE = new ImageCopy.Result.InSync(
            io.breakwater.registry.reference.Digest.parse("sha256:" + "0".repeat(64)), true);

    private final Registry primary = registry("harbor.example.com");
    private final Registry standby = registry("cr.example.io");
    private final Refusers refusers = new Refusers(
            primary, standby, new Refusals(2, 0, System.nanoTime()), new Refusals(2, 0, System.nanoTime()));
    private final Circuits circuits =
            new Circuits(primary, standby, new Backoff(Duration.ofHours(1), Duration.ofHours(1)), refusers);

    private static Registry registry(String host) {
        return new Registry(RegistryConfig.of(HostPort.parse(host))
                .withTokenHosts(Set.of(HostPort.parse("auth." + host), HostPort.parse("auth.example.net"))));
    }

    @AfterEach
    void close() {
        primary.close();
        standby.close();
    }

    @Test
    void whoRefusesEveryCopyIsLeftAloneAndNamed() throws InterruptedException {
        refuse(COPY, "cr.example.io");

        assertEquals(State.OPEN, circuits.state(Side.STANDBY));
        assertEquals(State.CLOSED, circuits.state(Side.PRIMARY));
        assertEquals(
                List.of("the standby cr.example.io refuses everyone; copies wait for it: Cannot push. Grant it."),
                circuits.complaints());
    }

    @Test
    void aTokenServiceThatRefusesEveryoneIsItsRegistrys() throws InterruptedException {
        refuse(COPY, "auth.harbor.example.com");

        assertEquals(State.OPEN, circuits.state(Side.PRIMARY));
        assertEquals(State.CLOSED, circuits.state(Side.STANDBY));
    }

    @Test
    void aTokenServiceOfBothThatRefusesEveryoneIsBoths() throws InterruptedException {
        refuse(COPY, "auth.example.net");

        assertEquals(2, circuits.complaints().size(), circuits.complaints()::toString);
    }

    /** Otherwise one project without rights, on a quiet night, would hold up whatever is pushed to the others. */
    @Test
    void whoHasNotTriedYetIsLetThroughARefusalOfEveryone() throws InterruptedException {
        refuse(COPY, "cr.example.io");

        try (var _ = assertInstanceOf(Circuits.Pass.class, circuits.enter(true))) {
            assertInstanceOf(Circuits.NotNow.class, circuits.enter(false));
        }
    }

    @Test
    void everybodyIsLetInOnceAnybodyIsServed() throws InterruptedException {
        refuse(COPY, "cr.example.io");

        try (var _ = assertInstanceOf(Circuits.Pass.class, circuits.enter(true))) {
            refusers.served(WROTE);
        }

        assertEquals(State.CLOSED, circuits.state(Side.STANDBY));
        assertEquals(List.of(), circuits.complaints());
        try (var _ = assertInstanceOf(Circuits.Pass.class, circuits.enter(false))) {
            assertEquals(State.CLOSED, circuits.state(Side.STANDBY));
        }
    }

    /** What was there before may be read by who may not write. */
    @Test
    void aCopyThatWroteNothingEndsNoRefusalOfTheStandby() throws InterruptedException {
        refuse(COPY, "cr.example.io");

        try (var _ = assertInstanceOf(Circuits.Pass.class, circuits.enter(true))) {
            refusers.served(new ImageCopy.Result.Gone(Optional.empty()));
        }

        assertEquals(State.OPEN, circuits.state(Side.STANDBY));
    }

    @Test
    void whoRefusesEveryDeleteIsNamedAndCopiesGoOn() throws InterruptedException {
        refuse(DELETE, "cr.example.io");

        assertEquals(State.CLOSED, circuits.state(Side.STANDBY));
        assertEquals(
                List.of("the standby cr.example.io refuses every delete; deletes wait for it: Cannot push. Grant it."),
                circuits.complaints());
    }

    /** A lone refusal, or a broken artifact, says nothing of the registry. */
    @Test
    void whatIsWrongWithOneArtifactOpensNothing() throws InterruptedException {
        meet(COPY, "one", ArtifactFault.refusal("DENIED", "Cannot push. Grant it.", "cr.example.io"));
        meet(COPY, "two", new ArtifactFault(ArtifactFault.DIGEST_MISMATCH, "other bytes"));

        assertEquals(List.of(), circuits.complaints());
        assertTrue(refusers.ofEveryCopy(Side.STANDBY).isEmpty());
    }

    private void refuse(Plan.OfImage plan, String host) throws InterruptedException {
        for (var name : List.of("one", "two")) {
            meet(plan, name, ArtifactFault.refusal("DENIED", "Cannot push. Grant it.", host));
        }
    }

    private void meet(Plan.OfImage plan, String name, ArtifactFault fault) throws InterruptedException {
        try (var pass = assertInstanceOf(Circuits.Pass.class, circuits.enter(true))) {
            refusers.met(plan, name, fault);
            pass.failed(fault);
        }
    }
}

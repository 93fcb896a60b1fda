package io.breakwater.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.cli.config.Listen;
import io.breakwater.replicator.JobsUnderWay;
import io.breakwater.schemas.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpsServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Roles roles = new Roles(List.of(RoleName.INGEST, RoleName.AUDITOR), Optional::empty);
    private final OpsServer server = OpsServer.start(
            new Listen("127.0.0.1", 0),
            roles::readiness,
            roles::degraded,
            roles::jobs,
            () -> "up 1\n",
            Map.of("version", "1.2.3"));

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void processIsHealthyBeforeItsRolesAreReady() throws Exception {
        assertEquals(200, get("/healthz").statusCode());
    }

    @Test
    void roleThatHasNotStartedIsNamed() throws Exception {
        roles.add(role(RoleName.INGEST, new AtomicBoolean(true)));
        var answer = get("/readyz");
        assertEquals(503, answer.statusCode());
        assertEquals("{\"ready\":false,\"notReady\":[\"auditor\"],\"degraded\":[]}", answer.body());
    }

    @Test
    void readyOnceEveryRoleIs() throws Exception {
        var auditorReady = new AtomicBoolean();
        roles.add(role(RoleName.INGEST, new AtomicBoolean(true)));
        roles.add(role(RoleName.AUDITOR, auditorReady));
        assertEquals(503, get("/readyz").statusCode());
        auditorReady.set(true);
        assertEquals(200, get("/readyz").statusCode());
    }

    /** A registry that is down is when we are needed. */
    @Test
    void degradedRoleIsReadyAndSaysWhatItWaitsFor() throws Exception {
        roles.add(role(RoleName.INGEST, new AtomicBoolean(true)));
        roles.add(new Role(
                RoleName.AUDITOR, "", () -> true, () -> List.of("cr.example.io is down"), Optional::empty, () -> {}));
        var answer = get("/readyz");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "{\"ready\":true,\"notReady\":[],\"degraded\":[\"auditor: cr.example.io is down\"]}", answer.body());
    }

    @Test
    void jobsOfTheRoleThatCopiesAreTold() throws Exception {
        var noon = Instant.parse("2026-11-23T12:00:00Z");
        var job = new JobsUnderWay.Job(
                "library/big:v1",
                JobsUnderWay.State.COPYING,
                false,
                noon,
                noon.plusSeconds(1),
                1,
                Optional.of("503"),
                3,
                2,
                Optional.of(4L));
        var jobs = new JobsUnderWay("group", "one", List.of(job), 7);
        roles.add(role(RoleName.INGEST, new AtomicBoolean(true)));
        roles.add(new Role(
                RoleName.REPLICATOR, "", () -> true, List::of, () -> Optional.of(jobs), Optional::empty, () -> {}));

        var answer = get("/jobs");

        assertEquals(200, answer.statusCode());
        assertEquals(jobs, Json.mapper().readValue(answer.body(), JobsUnderWay.class));
        assertTrue(answer.body().contains("\"bytesTotal\":4"), answer::body);
    }

    @Test
    void processThatCopiesNothingHasNoJobs() throws Exception {
        roles.add(role(RoleName.INGEST, new AtomicBoolean(true)));
        assertEquals(404, get("/jobs").statusCode());
    }

    @Test
    void metricsAreInPrometheusTextFormat() throws Exception {
        var answer = get("/metrics");
        assertEquals("up 1\n", answer.body());
        assertTrue(answer.headers().firstValue("content-type").orElse("").startsWith("text/plain; version=0.0.4"));
    }

    @Test
    void versionIsJson() throws Exception {
        assertEquals("{\"version\":\"1.2.3\"}", get("/version").body());
    }

    @Test
    void addressInUseIsToldWithItsSetting() {
        var taken = server.address();
        var error = assertThrows(
                IllegalStateException.class,
                () -> OpsServer.start(taken, roles::readiness, roles::degraded, roles::jobs, () -> "", Map.of()));
        assertTrue(String.valueOf(error.getMessage()).contains("cannot listen on " + taken), error::getMessage);
        assertTrue(String.valueOf(error.getMessage()).endsWith("choose another address in ops.listen"));
    }

    private static Role role(RoleName name, AtomicBoolean ready) {
        return new Role(name, "", ready::get, Optional::empty, () -> {});
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var uri = URI.create("http://" + server.address() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}

package io.breakwater.testkit.harbor;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RobotAccountTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void whatItMayInOneProjectItMayNotInAnother() throws Exception {
        var robot = robot("""
                {"permissions":[{"kind":"project","namespace":"library","access":[{"resource":"tag","action":"list"}]}]}""");

        assertTrue(robot.may("project", "library", "tag", "list"));
        assertFalse(robot.may("project", "team-a", "tag", "list"));
        assertFalse(robot.may("project", "library", "tag", "create"));
    }

    @Test
    void allProjectsAreNotTheSystem() throws Exception {
        var robot = robot("""
                {"permissions":[{"kind":"project","namespace":"*","access":[{"resource":"audit-log","action":"list"}]}]}""");

        assertTrue(robot.may("project", "library", "audit-log", "list"));
        assertFalse(robot.may("system", "/", "audit-log", "list"));
    }

    @Test
    void disabledOrExpiredRobotIsNotActive() throws Exception {
        assertTrue(robot("{\"disable\":false,\"expires_at\":-1}").isActive(NOW));
        assertFalse(robot("{\"disable\":true,\"expires_at\":-1}").isActive(NOW));
        assertFalse(robot("{\"expires_at\":" + NOW.getEpochSecond() + "}").isActive(NOW));
        assertTrue(robot("{\"expires_at\":" + (NOW.getEpochSecond() + 1) + "}").isActive(NOW));
    }

    private static RobotAccount robot(String settings) throws JsonProcessingException {
        return new RobotAccount(1, "robot$one", "secret", (ObjectNode) new ObjectMapper().readTree(settings));
    }
}

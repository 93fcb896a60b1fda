package io.breakwater.testkit.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A robot as Harbor keeps it.
 *
 * @param secret told once, when it is made
 */
record RobotAccount(int id, String name, String secret, ObjectNode settings) {
    /** Neither disabled nor expired; who is not, is not even logged in. */
    boolean isActive(Instant now) {
        var expiresAt = settings.path("expires_at").asLong(-1);
        return !settings.path("disable").asBoolean() && (expiresAt < 0 || now.getEpochSecond() < expiresAt);
    }

    /**
     * Whether it was given that.
     *
     * @param kind {@code project} or {@code system}
     * @param namespace the project's name; {@code /} of the system
     */
    boolean may(String kind, String namespace, String resource, String action) {
        for (var permission : settings.path("permissions")) {
            if (!isFor(permission, kind, namespace)) {
                continue;
            }
            for (var access : permission.path("access")) {
                if (access.path("resource").asText().equals(resource)
                        && access.path("action").asText().equals(action)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isFor(JsonNode permission, String kind, String namespace) {
        var where = permission.path("namespace").asText();
        return permission.path("kind").asText().equals(kind)
                && (where.equals(namespace) || (kind.equals("project") && where.equals("*")));
    }

    /** Without the secret. */
    JsonNode shown() {
        var shown = settings.deepCopy();
        shown.remove("secret");
        shown.put("id", id);
        shown.put("name", name);
        return shown;
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.breakwater.testkit.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A robot as Harbor keeps it.
 *
 * @param secret told once, when it is made
 */
record RobotAccount(int id, String name, String secret, ObjectNode settings) {
    boolean may(String resource, String action) {
        for (var permission : settings.path("permissions")) {
            for (var access : permission.path("access")) {
                if (access.path("resource").asText().equals(resource)
                        && access.path("action").asText().equals(action)) {
                    return true;
                }
            }
        }
        return false;
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

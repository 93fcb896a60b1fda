package io.breakwater.cli.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The account that Breakwater reads Harbor with, and the least that it must be allowed.
 *
 * @param name without Harbor's prefix, {@code robot$}
 * @param projects that it may read; {@code *} for all
 * @param auditLog whether it may read the audit log, which is a permission on the system as a whole
 */
record Robot(String name, Set<String> projects, boolean auditLog) {
    /** To list repositories, tags, artifacts and what is about them; to pull. */
    private static final List<String> IN_A_PROJECT = List.of(
            "repository:list", "repository:pull", "artifact:list", "artifact:read", "tag:list", "accessory:list");

    private static final String AUDIT_LOG = "audit-log:list";

    Robot {
        projects = Set.copyOf(projects);
    }

    /** What {@code robot}, as Harbor shows it, may not do and must: {@code project library tag:list}. */
    Set<String> lacking(JsonNode robot) {
        var lacking = new TreeSet<String>();
        projects.forEach(project -> IN_A_PROJECT.forEach(access -> lacking.add("project " + project + " " + access)));
        if (auditLog) {
            lacking.add("system / " + AUDIT_LOG);
        }
        for (var permission : robot.path("permissions")) {
            var where = permission.path("kind").asText() + " "
                    + permission.path("namespace").asText() + " ";
            var everywhere = where.equals("project * ");
            for (var access : permission.path("access")) {
                var what = access.path("resource").asText() + ":"
                        + access.path("action").asText();
                lacking.removeIf(wanted -> wanted.equals(where + what)
                        || (everywhere && wanted.startsWith("project ") && wanted.endsWith(" " + what)));
            }
        }
        return lacking;
    }

    /** What to ask Harbor for where there is none. */
    ObjectNode created() {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("name", name).put("level", "system").put("duration", -1).put("disable", false);
        body.put("description", "Breakwater reads images with it. Made by 'breakwater harbor enroll'.");
        permissions(body);
        return body;
    }

    /** What to ask Harbor for in place of {@code was}. */
    ObjectNode mended(JsonNode was) {
        ObjectNode body = was.deepCopy();
        permissions(body);
        return body;
    }

    private void permissions(ObjectNode body) {
        var permissions = body.putArray("permissions");
        new TreeSet<>(projects).forEach(project -> add(permissions.addObject(), "project", project, IN_A_PROJECT));
        if (auditLog) {
            add(permissions.addObject(), "system", "/", List.of(AUDIT_LOG));
        }
    }

    private static void add(ObjectNode permission, String kind, String namespace, List<String> accesses) {
        permission.put("kind", kind).put("namespace", namespace);
        var access = permission.putArray("access");
        accesses.forEach(text -> {
            var parts = text.split(":", 2);
            access.addObject().put("resource", parts[0]).put("action", parts[1]);
        });
    }
}

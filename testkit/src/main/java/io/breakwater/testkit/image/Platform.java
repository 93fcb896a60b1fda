package io.breakwater.testkit.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A platform as an index names it. Some differ in the variant alone, which careless clients drop. */
record Platform(String architecture, String variant) {
    static final Platform AMD64 = new Platform("amd64", "");

    private static final List<Platform> ALL = List.of(
            AMD64,
            new Platform("arm64", "v8"),
            new Platform("arm", "v7"),
            new Platform("arm", "v6"),
            new Platform("s390x", ""),
            new Platform("ppc64le", ""),
            new Platform("riscv64", ""));

    /** The first {@code count} platforms, at most 7. */
    static List<Platform> first(int count) {
        return ALL.subList(0, count);
    }

    Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        members.put("architecture", architecture);
        members.put("os", "linux");
        if (!variant.isEmpty()) {
            members.put("variant", variant);
        }
        return members;
    }
}

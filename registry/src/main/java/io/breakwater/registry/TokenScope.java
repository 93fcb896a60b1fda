package io.breakwater.registry;

import java.util.ArrayList;
import java.util.List;

/** What a bearer token is asked for (distribution, "Token Scope Documentation"). */
record TokenScope(List<String> scopes) {
    TokenScope {
        scopes = List.copyOf(scopes);
    }

    static TokenScope pull(String repository) {
        return new TokenScope(List.of("repository:" + repository + ":pull"));
    }

    static TokenScope pullAndPush(String repository) {
        return new TokenScope(List.of("repository:" + repository + ":pull,push"));
    }

    /**
     * For deletes: distribution wants {@code delete}, Google {@code push}; a token service leaves out what it does not know
     * (distribution, "Token Authentication Specification").
     */
    static TokenScope delete(String repository) {
        return new TokenScope(List.of("repository:" + repository + ":pull,push,delete"));
    }

    /** For the list of all repositories. */
    static TokenScope catalog() {
        return new TokenScope(List.of("registry:catalog:*"));
    }

    TokenScope and(TokenScope other) {
        var both = new ArrayList<>(scopes);
        both.addAll(other.scopes);
        return new TokenScope(both);
    }
}

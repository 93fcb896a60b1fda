package io.breakwater.registry.listing;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One repository of a Harbor project.
 *
 * @param name with its project: {@code library/team/app}
 * @param artifacts how many artifacts it has, accessories and children left out
 * @param updated when an artifact or tag of it last changed; before Harbor 2.15.2 it says nothing of either
 */
public record ListedRepository(String name, OptionalLong artifacts, Optional<Instant> updated) {}

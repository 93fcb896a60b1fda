package io.breakwater.cli.sync;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.batch.NameGlob;
import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.CredentialFault;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.mapping.MappingRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The repositories of the primary that a sync is about. What is wrong with one of them does not hold back the others: it is
 * skipped, counted and named. Confined to one thread.
 */
final class Repositories {
    private final Registry primary;
    private final Mapping mapping;
    private Skipped names = new Skipped();
    private final Skipped withoutTags = new Skipped();

    Repositories(Registry primary, Mapping mapping) {
        this.primary = primary;
        this.mapping = mapping;
    }

    /**
     * Those that the mapping covers and {@code globs} reach, sorted: by Harbor's own API, project by project, where it has
     * one, since a robot account may list no more; otherwise by the registry's catalog.
     *
     * @throws RegistryException if the registry cannot be asked now
     * @throws CommandFailure if it tells neither
     */
    List<String> list(List<NameGlob> globs) {
        return all().stream()
                .filter(name -> mapping.toStandby(name).isPresent())
                .filter(name -> globs.isEmpty() || globs.stream().anyMatch(glob -> glob.reaches(name)))
                .toList();
    }

    /** What was listed and is no repository's name: nobody could copy it. */
    Skipped names() {
        return names;
    }

    /** Repositories whose tags the registry would not tell. */
    Skipped withoutTags() {
        return withoutTags;
    }

    private Set<String> all() {
        var found = new TreeSet<String>();
        var projects = mapping.rules().stream()
                .map(MappingRule::from)
                .map(from -> from.split("/", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        if (projects.contains("")) {
            return catalog("a mapping rule covers every project");
        }
        for (var project : projects) {
            try {
                primary.listProject(project, repository -> found.add(repository.name()), names::add);
            } catch (ArtifactFault e) {
                return catalog("project " + project + ": " + e.getMessage());
            }
        }
        return found;
    }

    private Set<String> catalog(String because) {
        var found = new TreeSet<String>();
        // The catalog tells anew what a list by project told in part.
        names = new Skipped();
        try {
            primary.listRepositories(found::add, names::add);
            return found;
        } catch (ArtifactFault | CredentialFault e) {
            throw new CommandFailure(
                    "cannot list the repositories of " + primary.host() + ": neither by Harbor's API (" + because
                            + ") nor by its catalog (" + e.getMessage() + ")",
                    e);
        }
    }

    /** The tags of one repository, sorted; none where it is gone, has none, or the registry would not tell them. */
    List<String> tags(String repository) {
        try {
            return primary.listTags(repository).stream().distinct().sorted().toList();
        } catch (ArtifactFault e) {
            if (!e.code().equals("NAME_UNKNOWN")) {
                withoutTags.add(repository, String.valueOf(e.getMessage()));
            }
            return List.of();
        }
    }
}

package io.breakwater.cli.batch;

import io.breakwater.schemas.ImageName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern for images: {@code library/*}, {@code library/app:v1*}, {@code team-a/**}. {@code *} stands for anything
 * within one part of a path or within a tag, {@code **} for any number of parts, {@code ?} for one character; none of them
 * reaches over the {@code :} or {@code @} that ends a repository. Without a tag or digest it is about all names of the
 * repositories that match.
 */
public final class NameGlob {
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._/:@*?-]+");

    private final String text;
    private final Pattern repository;

    /** Of the whole name; the same as {@link #repository} where the glob is about repositories. */
    private final Pattern name;

    private final boolean aboutRepositories;

    /** @throws IllegalArgumentException if it has a character that no name has */
    public NameGlob(String text) {
        if (!GRAMMAR.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no pattern for images; write it like library/* or library/app:v1*");
        }
        var parts = text.split("(?=[:@])", 2);
        this.text = text;
        this.aboutRepositories = parts.length == 1;
        this.repository = Pattern.compile(regex(parts[0]));
        this.name = aboutRepositories ? repository : Pattern.compile(regex(parts[0]) + regex(parts[1]));
    }

    public String text() {
        return text;
    }

    public boolean matches(ImageName image) {
        return name.matcher(aboutRepositories ? image.repository() : image.key())
                .matches();
    }

    /** Whether it may match a name in {@code repository}. */
    public boolean reaches(String ofRepository) {
        return repository.matcher(ofRepository).matches();
    }

    /** Whether one of {@code globs} matches; all names do where there is none. */
    public static boolean any(List<NameGlob> globs, ImageName image) {
        return globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(image));
    }

    /** A digest has a colon of its own. */
    private static String regex(String part) {
        var ends = part.startsWith("@") ? "/" : "/:@";
        var regex = new StringBuilder();
        for (var i = 0; i < part.length(); i++) {
            var c = part.charAt(i);
            if (part.startsWith("**", i)) {
                regex.append(part.startsWith("@") ? ".*" : "[^:@]*");
                i++;
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> "[^" + ends + "]*";
                            case '?' -> "[^" + ends + "]";
                            default -> Pattern.quote(String.valueOf(c));
                        });
            }
        }
        return regex.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NameGlob glob && glob.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

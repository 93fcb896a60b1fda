package io.breakwater.cli.batch;

import io.breakwater.schemas.ImageName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern for images: {@code library/*}, {@code library/app:v1*}, {@code team-a/**}. {@code *} stands for anything
 * within one part of a path, {@code **} for anything, {@code ?} for one character. Without a tag or digest it is about
 * all names of the repositories that match.
 */
public record NameGlob(String text) {
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._/:@*?-]+");

    /** @throws IllegalArgumentException if it has a character that no name has */
    public NameGlob {
        if (!GRAMMAR.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no pattern for images; write it like library/* or library/app:v1*");
        }
    }

    public boolean matches(ImageName image) {
        return pattern()
                .matcher(isAboutRepositories() ? image.repository() : image.key())
                .matches();
    }

    /** Whether it may match a name in {@code repository}. */
    public boolean reaches(String repository) {
        var own = isAboutRepositories() ? text : text.split("[:@]", 2)[0];
        return regex(own).matcher(repository).matches();
    }

    /** Whether one of {@code globs} matches; all names do where there is none. */
    public static boolean any(List<NameGlob> globs, ImageName image) {
        return globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(image));
    }

    private boolean isAboutRepositories() {
        return text.indexOf(':') < 0 && text.indexOf('@') < 0;
    }

    private Pattern pattern() {
        return regex(text);
    }

    private static Pattern regex(String glob) {
        var regex = new StringBuilder();
        for (var i = 0; i < glob.length(); i++) {
            var c = glob.charAt(i);
            if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else {
                regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }

    @Override
    public String toString() {
        return text;
    }
}

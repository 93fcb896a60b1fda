package io.breakwater.cli.demo;

/**
 * One name that the demo pushes.
 *
 * @param what for a person
 * @param digest as the pusher knows it
 */
record DemoImage(String what, String repository, String tag, String digest) {
    String key() {
        return repository + ":" + tag;
    }

    /** Short enough for a line: a signature's tag is a whole digest. */
    String shortKey() {
        return shorten(key());
    }

    static String shorten(String key) {
        return key.replaceFirst("(sha256[-:][0-9a-f]{8})[0-9a-f]{56}", "$1…");
    }

    /** Its repository at the standby, by the demo's one mapping rule. */
    String standbyRepository() {
        return repository.replaceFirst("^library/", "example-project/");
    }
}

package io.breakwater.cli.demo;

/** The demo can't go on, or something that it shows is not true. The message is for a person. */
final class DemoFailure extends Exception {
    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }
}

package io.breakwater.cli.image;

/** The image cannot be built; the message says what was tried, what was seen and what to do. */
public final class ImageFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImageFault(String message) {
        super(message);
    }

    ImageFault(String message, Throwable cause) {
        super(message, cause);
    }
}

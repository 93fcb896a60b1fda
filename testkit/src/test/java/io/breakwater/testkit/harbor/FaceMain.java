package io.breakwater.testkit.harbor;

import java.io.IOException;
import java.net.URI;

/** A face in a JVM of its own, whose heap a test can make small: says its address, lives until standard input ends. */
final class FaceMain {
    private FaceMain() {}

    public static void main(String[] args) throws IOException {
        try (var face = HarborFace.inFrontOf(URI.create(args[0])).start()) {
            System.out.println(face.url());
            while (System.in.read() >= 0) {}
        }
    }
}

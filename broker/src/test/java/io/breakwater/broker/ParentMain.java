package io.breakwater.broker;

import java.io.IOException;
import java.nio.file.Path;

/** A parent JVM that a test may kill: starts a broker on the folder it is given, says its process id, waits for ever. */
final class ParentMain {
    private ParentMain() {}

    public static void main(String[] args) throws IOException {
        var broker = EmbeddedBroker.start(EmbeddedBroker.Config.at(Path.of(args[0])));
        System.out.println(broker.pid());
        while (System.in.read() >= 0) {}
    }
}

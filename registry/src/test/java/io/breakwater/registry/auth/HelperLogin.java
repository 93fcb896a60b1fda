package io.breakwater.registry.auth;

import io.breakwater.registry.reference.HostPort;
import java.nio.file.Path;
import java.util.Optional;

/** Asks a Docker configuration, in a process whose PATH the test can choose. */
final class HelperLogin {
    private HelperLogin() {}

    public static void main(String[] arguments) {
        var host = HostPort.parse(arguments[1]);
        switch (new DockerConfig(host, Optional.of(Path.of(arguments[0]))).get()) {
            case Credentials.Basic(var username, var password) -> System.out.print(username + " " + password.reveal());
            case Credentials.Anonymous() -> System.out.print("nobody");
        }
    }
}

package io.breakwater.registry;

import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.HostPort;
import java.util.Optional;

/** The program that {@link LargeBlobIT} runs in a JVM of its own: source, target, digest, and if there is more the referrers too. */
final class LargeBlobCopy {
    private LargeBlobCopy() {}

    public static void main(String[] arguments) {
        try (var source = registry(arguments[0]);
                var target = registry(arguments[1])) {
            var order = new CopyOrder(
                    "large",
                    Digest.parse(arguments[2]),
                    "large",
                    Optional.of("v1"),
                    TagGate.ALWAYS,
                    CopyListener.SILENT);
            var copier = new Copier(source, target, CopyLimits.defaults());
            System.out.println(copier.copy(order));
            if (arguments.length > 3) {
                System.out.println(
                        "referrers=" + copier.copyReferrers(order).copies().size());
            }
        }
    }

    private static Registry registry(String host) {
        return new Registry(RegistryConfig.of(HostPort.parse(host)).withPlainHttp(true));
    }
}

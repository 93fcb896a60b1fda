package io.breakwater.testkit.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificate authorities of a test and what they sign, made by the JDK's own {@code keytool}, as PEM files. */
public final class Certificates {
    public static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;
    private final Path store;

    public Certificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("all.p12");
    }

    /** One that signs itself. */
    public Certificates authority(String name) {
        return make(name, "EC", List.of("-ext", "bc:c"));
    }

    /**
     * One that {@code authority} signs.
     *
     * @param algorithm RSA, EC or Ed25519
     * @param extensions in keytool's words, {@code san=ip:127.0.0.1}
     */
    public Certificates signed(String name, String authority, String algorithm, String... extensions) {
        var more = new ArrayList<>(List.of("-signer", authority));
        for (var extension : extensions) {
            more.addAll(List.of("-ext", extension));
        }
        return make(name, algorithm, more);
    }

    /** As {@link #signed}, but it ran out days ago. */
    public Certificates expired(String name, String authority, String extension) {
        return make(
                name, "EC", List.of("-signer", authority, "-ext", extension, "-startdate", "-10d", "-validity", "1"));
    }

    private Certificates make(String name, String algorithm, List<String> more) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(more);
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
            export(name);
            return this;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void export(String name) throws IOException, GeneralSecurityException {
        var keys = keyStore();
        Files.writeString(
                certificate(name), pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
        Files.writeString(
                key(name), pem("PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded()));
    }

    /** All that was made. */
    public KeyStore keyStore() throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    public static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {10}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    public Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    public Path key(String name) {
        return folder.resolve(name + "-key.pem");
    }
}

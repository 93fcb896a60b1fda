package io.breakwater.cli.harbor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.ingest.Callers;
import io.breakwater.ingest.IngestOptions;
import io.breakwater.ingest.ServerTls;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoubtsTest {
    private static final Path FILE = Path.of("a.pem");

    @ParameterizedTest(name = "{0} where TLS is {1} and certificates are asked for: {2}")
    @CsvSource({
        "http://a, false, false, 0",
        "https://a, false, false, 0",
        "https://a, true, false, 0",
        "http://a, true, false, 1",
        "HTTP://a, true, false, 1",
        "https://a, true, true, 1",
        "http://a, true, true, 2",
    })
    void whatHarborCannotDoIsDoubted(URI address, boolean tls, boolean certificates, int doubts) {
        var server = new ServerTls(FILE, FILE, certificates ? Optional.of(FILE) : Optional.empty());
        var options = new IngestOptions(
                Callers.ANYWHERE,
                tls ? Optional.of(server) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);

        var found = Doubts.about(address, options);

        assertEquals(doubts, found.size(), found::toString);
    }

    @ParameterizedTest
    @CsvSource({"http://a, https://", "https://a, client-ca"})
    void aDoubtSaysWhatToMend(URI address, String mend) {
        var server = new ServerTls(FILE, FILE, Optional.of(FILE));
        var options =
                new IngestOptions(Callers.ANYWHERE, Optional.of(server), Optional.empty(), Optional.empty(), false);

        var found = Doubts.about(address, options);

        assertEquals(
                List.of(true),
                found.stream().map(doubt -> doubt.contains(mend)).limit(1).toList(),
                found::toString);
    }
}

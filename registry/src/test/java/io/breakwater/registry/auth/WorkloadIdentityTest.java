package io.breakwater.registry.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import com.google.auth.oauth2.GoogleCredentials;
import io.breakwater.registry.reference.HostPort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workload Identity Federation: a token of another cloud, or of Kubernetes, exchanged at Google's token service. */
class WorkloadIdentityTest {
    private static final String STS = "https://sts.googleapis.com/v1/token";

    @TempDir
    private Path folder;

    private final List<String> exchanged = new CopyOnWriteArrayList<>();

    @Test
    void tokenInAFileIsExchangedOnce() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "kubernetes-token");
        var configuration = """
                {"type":"external_account","subject_token_type":"urn:ietf:params:oauth:token-type:jwt",
                 "audience":"//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/k",
                 "token_url":"%s","credential_source":{"file":"%s"}}
                """.formatted(STS, token);
        var source = new GoogleDefault(
                HostPort.parse("us-docker.pkg.dev"),
                () -> GoogleCredentials.fromStream(
                        new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)), Service::new));

        assertEquals(new Credentials.Basic("oauth2accesstoken", Secret.of("ya29.federated")), source.get());
        source.get();

        assertEquals(1, exchanged.size());
        assertTrue(exchanged.getFirst().contains("subject_token=kubernetes-token"));
        assertTrue(exchanged.getFirst().contains("scope=https://www.googleapis.com/auth/cloud-platform"));
    }

    /** Google's token service, as far as the library speaks to it. */
    private final class Service extends HttpTransport {
        @Override
        protected LowLevelHttpRequest buildRequest(String method, String url) {
            return new LowLevelHttpRequest() {
                @Override
                public void addHeader(String name, String value) {}

                @Override
                public LowLevelHttpResponse execute() throws IOException {
                    if (!url.equals(STS)) {
                        throw new IOException("not the token service: " + url);
                    }
                    var body = new ByteArrayOutputStream();
                    getStreamingContent().writeTo(body);
                    exchanged.add(URLDecoder.decode(body.toString(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
                    return new Grant();
                }
            };
        }
    }

    private static final class Grant extends LowLevelHttpResponse {
        private static final byte[] BODY =
                "{\"access_token\":\"ya29.federated\",\"expires_in\":3600,\"token_type\":\"Bearer\",\"issued_token_type\":\"x\"}"
                        .getBytes(StandardCharsets.UTF_8);

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(BODY);
        }

        @Override
        public String getContentEncoding() {
            return "identity";
        }

        @Override
        public long getContentLength() {
            return BODY.length;
        }

        @Override
        public String getContentType() {
            return "application/json";
        }

        @Override
        public String getStatusLine() {
            return "HTTP/1.1 200 OK";
        }

        @Override
        public int getStatusCode() {
            return 200;
        }

        @Override
        public String getReasonPhrase() {
            return "OK";
        }

        @Override
        public int getHeaderCount() {
            return 0;
        }

        @Override
        public String getHeaderName(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public String getHeaderValue(int index) {
            throw new IndexOutOfBoundsException(index);
        }
    }
}

package io.breakwater.cli.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Where Harbor sends its webhooks, as it stands in a policy. */
public final class WebhookAddress {
    private static final String PATH = "/webhooks/harbor";

    private WebhookAddress() {}

    /**
     * Reads an address; one without a path gets ours.
     *
     * @throws IllegalArgumentException if Harbor could send nothing there
     */
    public static URI parse(String text) {
        try {
            var address = new URI(text);
            var scheme = String.valueOf(address.getScheme());
            if (!(scheme.equals("http") || scheme.equals("https"))
                    || address.getHost() == null
                    || address.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "not an address for webhooks; write it like https://breakwater.example.io" + PATH);
            }
            var path = String.valueOf(address.getPath());
            return path.isEmpty() || path.equals("/") ? address.resolve(PATH) : address;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "not an address for webhooks; write it like https://breakwater.example.io" + PATH, e);
        }
    }
}

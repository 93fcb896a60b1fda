package io.breakwater.registry;

import io.breakwater.registry.reference.HostPort;
import io.breakwater.registry.reference.Quote;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the URLs that a registry names may be contacted, and which may see a credential. Hosts are compared as they are
 * written, port included; nothing is resolved.
 *
 * @param base the registry's own {@code scheme://host[:port]}
 */
record HostPolicy(URI base, Set<HostPort> tokenHosts, Set<HostPort> redirectHosts) {
    private static final int LONGEST_URL = 8 << 10;

    /** May this URL be contacted? */
    sealed interface Ruling {
        /** Yes, with the credential. */
        record Trusted(URI uri) implements Ruling {}

        /** Yes, but without any credential. */
        record Foreign(URI uri) implements Ruling {}

        /** No, {@code because} of this, to follow "It was not contacted:". */
        record Refused(String because) implements Ruling {}
    }

    /** Where tokens are fetched. It is shown the credential, so it is the registry itself or named by configuration. */
    Ruling realm(String realm) {
        var uri = absolute(base, realm);
        if (uri == null || !realm.contains("://")) {
            return new Ruling.Refused("it is not a URL that can be dialled: " + Quote.of(realm));
        }
        if (uri.getScheme().equals("http") && !isPlainHttp()) {
            return new Ruling.Refused("it is http, which would show the credential to everyone on the way");
        }
        return hasHostOf(base, uri) || names(tokenHosts, uri)
                ? new Ruling.Trusted(uri)
                : new Ruling.Refused(
                        "add " + authority(uri) + " to token-hosts if it is this registry's token service");
    }

    /** Where a redirect or an upload session leads from {@code from}. */
    Ruling next(URI from, String location) {
        var uri = absolute(from, location);
        if (uri == null) {
            return new Ruling.Refused("it is not a URL that can be dialled");
        }
        if (uri.getScheme().equals("http") && from.getScheme().equals("https")) {
            return new Ruling.Refused("it leads from https to http");
        }
        if (isOwn(uri)) {
            return new Ruling.Trusted(uri);
        }
        return names(redirectHosts, uri)
                ? new Ruling.Foreign(uri)
                : new Ruling.Refused(
                        "add " + authority(uri) + " to redirect-hosts if this registry keeps its blobs there");
    }

    /** Whether scheme, host and port are the registry's own. */
    boolean isOwn(URI uri) {
        return base.getScheme().equals(uri.getScheme()) && hasHostOf(base, uri);
    }

    /** Whether this is the registry itself or a token service of it, by TLS: who may see who we are. */
    boolean mayLogIn(String host, int port) {
        var name = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return (!isPlainHttp() && base.getHost().equals(name) && port(base) == port)
                || tokenHosts.stream().anyMatch(known -> known.host().equals(name) && known.dialledPort(false) == port);
    }

    /** Whether this is the registry itself or a host that it may send us to, whatever for. */
    boolean knows(String authority) {
        return Stream.of("http", "https")
                .map(scheme -> URI.create(scheme + "://" + authority))
                .anyMatch(uri -> hasHostOf(base, uri) || names(tokenHosts, uri) || names(redirectHosts, uri));
    }

    private boolean isPlainHttp() {
        return base.getScheme().equals("http");
    }

    private static boolean hasHostOf(URI one, URI other) {
        return one.getHost().equals(other.getHost()) && port(one) == port(other);
    }

    private static boolean names(Set<HostPort> hosts, URI uri) {
        var plainHttp = uri.getScheme().equals("http");
        return hosts.stream()
                .anyMatch(host -> host.host().equals(uri.getHost()) && host.dialledPort(plainHttp) == port(uri));
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("http") ? 80 : 443;
    }

    private static String authority(URI uri) {
        return Quote.visible(uri.getPort() >= 0 ? uri.getHost() + ":" + uri.getPort() : uri.getHost(), 255);
    }

    /** Resolved, scheme and host in lower case, without fragment; null if it is nothing that we would dial. */
    private static @Nullable URI absolute(URI from, String location) {
        if (location.isEmpty() || location.length() > LONGEST_URL) {
            return null;
        }
        try {
            var uri = from.resolve(new URI(location)).parseServerAuthority();
            if (uri.getHost() == null || uri.getScheme() == null || uri.getRawUserInfo() != null) {
                return null;
            }
            var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                return null;
            }
            return URI.create(scheme + "://" + uri.getRawAuthority().toLowerCase(Locale.ROOT) + path(uri) + query(uri));
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String path(URI uri) {
        return uri.getRawPath() == null ? "" : uri.getRawPath();
    }

    private static String query(URI uri) {
        return uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    }
}

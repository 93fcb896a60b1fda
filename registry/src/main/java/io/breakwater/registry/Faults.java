package io.breakwater.registry;

import io.breakwater.registry.reference.Quote;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Says whose fault it is: a table from answers to faults. */
final class Faults {
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final Set<Integer> TRANSIENT_STATUS = Set.of(408, 425, 429);
    private static final Set<String> TRANSIENT_CODES = Set.of("TOOMANYREQUESTS", "UNAVAILABLE", "BLOB_UPLOAD_UNKNOWN");

    /**
     * Answers by which a registry says that it could, but will not: perhaps to this artifact for ever, perhaps to everybody
     * until a role is granted, perhaps to nobody once a scan is done. 401 is one of them: Harbor says it of an unknown
     * project and of missing rights, after its token service gave a token (facts on Harbor, "Pulling from /v2/"). So is
     * 405: a plain registry says it to everybody while it is read-only, Google to all that a wrong mapping makes.
     */
    private static final Set<Integer> REFUSING_STATUS = Set.of(401, 403, 405, 412);

    private static final Set<String> REFUSING_CODES = Set.of("NAME_UNKNOWN");

    private Faults() {}

    /**
     * What an answer that is no success means.
     *
     * @return for a 401, unless a token service gave it, a refusal: {@link Login} has shown who we are by then
     */
    static RegistryException of(What what, String tried, Answer answer) {
        var error = ErrorBody.parse(answer.body().bytes());
        var status = answer.status();
        var code = error.code().orElse(codeFor(status, what));
        var message = message(tried, answer, code, error, mend(what, status, code));
        if (status == 401 && what == What.TOKEN) {
            return login(what, tried, answer);
        }
        if (status >= 500 || status < 400 || TRANSIENT_STATUS.contains(status) || TRANSIENT_CODES.contains(code)) {
            var transientCode = TRANSIENT_CODES.contains(code) ? code : codeFor(status, what);
            var asked = retryAfter(answer.header("Retry-After"));
            return transientCode.equals("HTTP_500") && what != What.TOKEN
                    ? RegistryFault.internalError(message, asked)
                    : new RegistryFault(transientCode, message, asked);
        }
        if (REFUSING_STATUS.contains(status) || REFUSING_CODES.contains(code)) {
            return ArtifactFault.refusal(code, message, answer.uri().getAuthority());
        }
        return new ArtifactFault(code, message, error.digests());
    }

    /** What a 401 means where nothing was shown, or what was shown says no more than who we are: they don't know us. */
    static CredentialFault login(What what, String tried, Answer unauthorized) {
        var error = ErrorBody.parse(unauthorized.body().bytes());
        var code = error.code().orElse(codeFor(unauthorized.status(), what));
        var mend = "Check the user name and the password configured for this registry.";
        return new CredentialFault(code, message(tried, unauthorized, code, error, mend));
    }

    /** What it means that there was no answer at all. */
    static RegistryFault of(String tried, String where, IOException e) {
        if (Transport.isNoConnection(e)) {
            return new RegistryFault(RegistryFault.UNREACHABLE, message(tried, where, reason(e), mend(e)), e);
        }
        if (e instanceof SocketTimeoutException) {
            return new RegistryFault(
                    RegistryFault.TIMEOUT,
                    message(tried, where, "no answer in time", "Check the registry and the network between."),
                    e);
        }
        var mend = isPlainHttp(e)
                ? "If it is to be spoken to without TLS, say so with plain-http: true."
                : "Check the registry and the network between.";
        return new RegistryFault(RegistryFault.CONNECTION_LOST, message(tried, where, reason(e), mend), e);
    }

    /** The four parts of a message: what was tried, where, what was seen, what to do. */
    static Explanation message(String tried, String where, String saw, String mend) {
        return new Explanation("Cannot " + tried + " at " + where + ": " + saw + ".", mend);
    }

    private static Explanation message(String tried, Answer answer, String code, ErrorBody error, String mend) {
        var said = error.message().map(text -> " (" + text + ")").orElse("");
        return message(tried, answer.uri().getAuthority(), answer.status() + " " + code + said, mend);
    }

    private static String codeFor(int status, What what) {
        return switch (status) {
            case 401 -> CredentialFault.UNAUTHORIZED;
            case 403 -> "DENIED";
            case 404 -> what.codeWhenMissing();
            case 410 -> what == What.UPLOAD ? what.codeWhenMissing() : "HTTP_410";
            case 429 -> RegistryFault.TOOMANYREQUESTS;
            default -> "HTTP_" + status;
        };
    }

    private static String mend(What what, int status, String code) {
        return switch (code) {
            case "NAME_UNKNOWN" ->
                what == What.TAGS
                        ? "Check its name; it may have been deleted, or have no tags."
                        : "Create the repository there, or correct the mapping.";
            case "NAME_INVALID" -> "Correct the mapping: the registry takes no repository of this name.";
            case ArtifactFault.MANIFEST_UNKNOWN, ArtifactFault.BLOB_UNKNOWN -> "It may have been deleted meanwhile.";
            case "BLOB_UPLOAD_UNKNOWN" -> "The upload starts anew when it is tried again.";
            default -> mend(status);
        };
    }

    private static String mend(int status) {
        return switch (status) {
            case 401 ->
                "Check that the repository's project exists there, and grant the configured account that right.";
            case 403 -> "Grant the configured account that right.";
            case 405 ->
                "End its maintenance if it is read-only; of a delete, switch deletes on there; otherwise correct the mapping,"
                        + " since it takes no such name.";
            case 409, 412 -> "A policy of the registry forbids it: see its rules on immutable tags and on scans.";
            case 413 -> "Raise the registry's limit, or leave the artifact out.";
            case 429 -> "It is throttling; ask for a larger quota if that lasts.";
            default ->
                status >= 500 ? "The registry is not well: see its log." : "See the registry's log on this request.";
        };
    }

    private static String mend(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (isOutOfDate(cause)) {
                return "Renew the certificate there; if it is in date, set this machine's clock.";
            }
            if (cause instanceof CertPathBuilderException) {
                return "If it is to be trusted, name the authority of its certificate in tls: ca.";
            }
        }
        return "Check its address, that it runs, and the network between.";
    }

    private static boolean isOutOfDate(Throwable cause) {
        return cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException;
    }

    /** By its words, since the JDK has no type of its own for an answer that is no TLS record. */
    private static boolean isPlainHttp(IOException e) {
        return e instanceof SSLException && String.valueOf(e.getMessage()).contains("unrecognized SSL message");
    }

    private static String reason(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "no such host";
            }
            if (isOutOfDate(cause)) {
                return "its certificate is out of date (" + Quote.visible(String.valueOf(cause.getMessage()), 100)
                        + ")";
            }
        }
        if (e instanceof Exchange.TunnelRefused refused) {
            return String.valueOf(refused.getMessage());
        }
        if (isPlainHttp(e)) {
            return "what answers there does not speak TLS";
        }
        if (e instanceof ConnectException) {
            return "no connection (refused or no route)";
        }
        var text = e.getMessage();
        return e.getClass().getSimpleName() + (text == null ? "" : " (" + Quote.visible(text, 200) + ")");
    }

    static Optional<Duration> retryAfter(Optional<String> header) {
        return retryAfter(header, InstantSource.system());
    }

    /** Seconds or a date (RFC 9110, 10.2.3); empty if it is neither. */
    static Optional<Duration> retryAfter(Optional<String> header, InstantSource clock) {
        return header.flatMap(text -> parse(text.strip(), clock.instant())).map(Faults::bounded);
    }

    private static Optional<Duration> parse(String text, Instant now) {
        if (!text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            var format = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);
            return Optional.of(Duration.between(now, ZonedDateTime.parse(text, format)));
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}

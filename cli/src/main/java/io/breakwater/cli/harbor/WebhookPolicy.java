package io.breakwater.cli.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.breakwater.ingest.harbor.HarborType;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The webhook policy that every project shall have. A policy is ours by its name; what others have made is never changed.
 *
 * @param secret the whole {@code Authorization} header; absent where ingest asks for none
 * @param events what it sends at least
 */
record WebhookPolicy(String name, URI address, Optional<String> secret, Events events) {
    /** What Harbor is to tell of. */
    enum Events {
        /** All that changes an image and that Harbor has a webhook for; nothing is copied for anything else. */
        ARTIFACTS,
        /** All that ingest knows: scans, quotas, Harbor's own replication, retention and each pull too. */
        ALL;

        /** By Harbor's names. */
        List<String> types() {
            var types = switch (this) {
                case ARTIFACTS -> Stream.of(HarborType.PUSH_ARTIFACT, HarborType.DELETE_ARTIFACT);
                case ALL -> Arrays.stream(HarborType.values()).filter(type -> type != HarborType.UNKNOWN);
            };
            return types.map(HarborType::name).toList();
        }
    }

    private static final String FORMAT = "CloudEvents";

    /** How a project stands. */
    sealed interface Found {
        /** By our policy, as it should be. */
        record Covered() implements Found {}

        /** By a policy that somebody has made by hand. */
        record CoveredByHand(String policy) implements Found {}

        /** There is none of ours. */
        record Missing() implements Found {}

        /**
         * Ours is not as it should be.
         *
         * @param id Harbor's
         * @param wrong what is, one short sentence each; never a secret
         * @param was as Harbor keeps it
         */
        record Outdated(int id, List<String> wrong, JsonNode was) implements Found {
            public Outdated {
                wrong = List.copyOf(wrong);
            }
        }
    }

    /** @param policies of one project, as Harbor lists them */
    Found in(List<JsonNode> policies) {
        var ours = policies.stream()
                .filter(policy -> policy.path("name").asText().equals(name))
                .findFirst();
        if (ours.isPresent()) {
            var wrong = wrong(ours.get());
            return wrong.isEmpty()
                    ? new Found.Covered()
                    : new Found.Outdated(ours.get().path("id").asInt(), wrong, ours.get());
        }
        return policies.stream()
                .filter(this::coversByHand)
                .findFirst()
                .<Found>map(
                        policy -> new Found.CoveredByHand(policy.path("name").asText()))
                .orElseGet(Found.Missing::new);
    }

    private List<String> wrong(JsonNode policy) {
        var wrong = new ArrayList<String>();
        if (!policy.path("enabled").asBoolean()) {
            wrong.add("is disabled");
        }
        var sent = texts(policy.path("event_types"));
        events.types().stream().filter(type -> !sent.contains(type)).forEach(type -> wrong.add("lacks " + type));
        var targets = policy.path("targets");
        var target = targets.path(0);
        if (targets.size() != 1 || !target.path("type").asText().equals("http")) {
            wrong.add("has not one target of type http");
        } else {
            wrongTarget(target, wrong);
        }
        return wrong;
    }

    /** In whatever format, beside whatever other targets; a second policy would only send everything twice. */
    private boolean coversByHand(JsonNode policy) {
        return policy.path("enabled").asBoolean()
                && texts(policy.path("event_types")).containsAll(events.types())
                && StreamSupport.stream(policy.path("targets").spliterator(), false)
                        .anyMatch(target -> target.path("address").asText().equals(address.toString())
                                && target.path("auth_header").asText("").equals(secret.orElse("")));
    }

    private void wrongTarget(JsonNode target, List<String> wrong) {
        if (!target.path("address").asText().equals(address.toString())) {
            wrong.add("sends elsewhere");
        }
        if (!target.path("payload_format").asText().equals(FORMAT)) {
            wrong.add("has another payload format");
        }
        if (!target.path("auth_header").asText("").equals(secret.orElse(""))) {
            wrong.add("has another secret");
        }
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** What to ask Harbor for where there is none. */
    ObjectNode created() {
        return body(JsonNodeFactory.instance.objectNode(), List.of(), false);
    }

    /** What to ask Harbor for in place of {@code was}: further events that somebody wants stay. */
    ObjectNode mended(JsonNode was) {
        var skips = was.path("targets").path(0).path("skip_cert_verify").asBoolean();
        return body(((ObjectNode) was).deepCopy(), texts(was.path("event_types")), skips);
    }

    private ObjectNode body(ObjectNode body, List<String> furtherEvents, boolean skipCertVerify) {
        body.put("name", name).put("enabled", true);
        if (!body.has("description")) {
            body.put("description", "Made by 'breakwater harbor enroll'.");
        }
        var sent = new TreeSet<>(events.types());
        sent.addAll(furtherEvents);
        sent.forEach(body.putArray("event_types")::add);
        var target = body.putArray("targets").addObject();
        target.put("type", "http").put("address", address.toString());
        target.put("skip_cert_verify", skipCertVerify).put("payload_format", FORMAT);
        secret.ifPresent(header -> target.put("auth_header", header));
        return body;
    }

    /** A message in which somebody may have quoted the secret, fit to be shown. */
    String withoutSecret(String message) {
        return secret.filter(header -> !header.isEmpty())
                .map(header -> message.replace(header, "***"))
                .orElse(message);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return name + " to " + address;
    }
}

package io.breakwater.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;

/**
 * Whether something is not there, by the registry's own word. What stands before a registry answers 404 as well while its
 * way to the registry is gone; taken for a deletion that would be recorded, and never be mended.
 */
final class Absence {
    private static final String API_VERSION = "Docker-Distribution-Api-Version";

    private static final ObjectReader READER = Json.readerFor(JsonNode.class);

    private Absence() {}

    /**
     * True for a 404 that is a registry's: it says so in a header that registries send, or in the body of an error as the
     * distribution-spec writes it ("Error Codes"). A HEAD without that header is asked once more by GET.
     *
     * @throws RegistryFault for a 404 that is somebody else's
     */
    static boolean isTold(Caller caller, Call call, Answer answer) {
        if (answer.status() != 404) {
            return false;
        }
        if (isRegistrys(answer)) {
            return true;
        }
        if (call.method().equals("HEAD")) {
            var asked = caller.call(call.asGet());
            asked.body().close();
            if (asked.status() == 404 && isRegistrys(asked)) {
                return true;
            }
        }
        throw new RegistryFault(
                RegistryFault.NO_REGISTRY,
                Faults.message(
                        call.tried(),
                        answer.uri().getAuthority(),
                        "404, but not from a registry",
                        "Check what stands before the registry: its route to it seems to be gone."));
    }

    private static boolean isRegistrys(Answer answer) {
        return answer.header(API_VERSION).isPresent()
                || Json.read(READER, JsonNode.class, answer.body().bytes())
                        .map(body -> body.path("errors").path(0).has("code"))
                        .orElse(false);
    }
}

package io.breakwater.testkit.harbor;

import java.net.URI;

/**
 * A webhook policy's target.
 *
 * @param authorization put into {@code Authorization} as it is; empty for none
 */
record Webhook(URI target, String authorization, PayloadFormat format) {
    @Override
    public String toString() {
        return target + " (" + format + ")";
    }
}

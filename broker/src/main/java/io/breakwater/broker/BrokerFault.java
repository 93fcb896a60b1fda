package io.breakwater.broker;

/** The embedded broker cannot do its work: the message says what was tried, where, what was seen and what to do. */
public final class BrokerFault extends RuntimeException {
    BrokerFault(String message) {
        super(message);
    }

    BrokerFault(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.breakwater.auditor.core;

import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.RegistryEvent;
import java.util.Optional;

/** What a record of one of the two topics says. */
public sealed interface Fact {
    /** The image that it concerns; absent if it concerns none. */
    Optional<ImageName> image();

    /** A registry says that something has happened. */
    record Event(RegistryEvent event) implements Fact {
        @Override
        public Optional<ImageName> image() {
            return switch (event) {
                case RegistryEvent.Pushed pushed -> Optional.of(pushed.image());
                case RegistryEvent.Deleted deleted -> Optional.of(deleted.image());
                case RegistryEvent.Other _ -> Optional.empty();
            };
        }
    }

    /** The ledger says how an event or a request ended. */
    record Entry(LedgerRecord ledger) implements Fact {
        @Override
        public Optional<ImageName> image() {
            return ledger.image();
        }
    }
}

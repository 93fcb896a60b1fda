package io.breakwater.registry;

/** An upload that a registry has opened. Its URL may be signed, so it is shown to nobody. */
public final class UploadSession {
    private final String repository;
    private final HostPolicy.Ruling location;

    UploadSession(String repository, HostPolicy.Ruling location) {
        this.repository = repository;
        this.location = location;
    }

    String repository() {
        return repository;
    }

    HostPolicy.Ruling location() {
        return location;
    }

    @Override
    public String toString() {
        return "upload session in " + repository;
    }
}

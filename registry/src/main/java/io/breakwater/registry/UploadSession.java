package io.breakwater.registry;

/** An upload that a registry has opened. Its URL may be signed, so it is shown to nobody. */
public final class UploadSession {
    private final String repository;
    private final HostPolicy.Ruling location;
    private final long offset;
    private final long shortestChunk;

    /** @param shortestChunk bytes, by the registry's word ({@code OCI-Chunk-Min-Length}); 0 if it does not mind */
    UploadSession(String repository, HostPolicy.Ruling location, long shortestChunk) {
        this(repository, location, shortestChunk, 0);
    }

    private UploadSession(String repository, HostPolicy.Ruling location, long shortestChunk, long offset) {
        this.repository = repository;
        this.location = location;
        this.shortestChunk = shortestChunk;
        this.offset = offset;
    }

    /** The same upload, of which the registry has the first {@code bytes}. */
    UploadSession at(HostPolicy.Ruling next, long bytes) {
        return new UploadSession(repository, next, shortestChunk, bytes);
    }

    String repository() {
        return repository;
    }

    HostPolicy.Ruling location() {
        return location;
    }

    /** Bytes of the blob that the registry has; what is sent next begins there. */
    public long offset() {
        return offset;
    }

    /** Bytes that every chunk but the last must have. */
    public long shortestChunk() {
        return shortestChunk;
    }

    @Override
    public String toString() {
        return "upload session in " + repository;
    }
}

package io.breakwater.registry.copy;

/** Is told of a copy's steps, on the threads that do them: by several at once, so it must be quick and safe for that. */
@FunctionalInterface
public interface CopyListener {
    CopyListener SILENT = event -> {};

    void on(CopyEvent event);
}

package io.breakwater.registry;

import io.breakwater.registry.deletion.Deletion;
import io.breakwater.registry.deletion.DeletionOrder;
import io.breakwater.registry.deletion.DeletionReport;
import io.breakwater.registry.listing.DigestListing;
import io.breakwater.registry.listing.Listed;
import io.breakwater.registry.listing.ListedRepository;
import io.breakwater.registry.listing.ReferrerListing;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.HostPort;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One registry, spoken to as the OCI distribution-spec 1.1 says; the names in quotes below are its sections. Calls block their
 * thread, which is best a virtual one; an interrupt ends them with {@link java.util.concurrent.CancellationException}: of a
 * virtual thread at once, of another by the end of the request. Safe for use by many threads, which together keep to the
 * configured {@link Pace}. Keep the logger {@code org.apache.hc} above DEBUG, where it writes requests with their tokens.
 *
 * <p>A repository is its path without the host, such as {@code library/app}; sizes and progress are bytes. What is absent is an
 * empty result or {@code false}, and only where the registry itself says so: a 404 of something before it is a
 * {@link RegistryFault}.
 *
 * <p>Every method may throw the three {@link RegistryException}s, and {@link IllegalArgumentException} for a repository,
 * tag or digest that breaks the grammar. Tried again are only a GET or HEAD on a connection that was found broken, and what
 * the registry refused because it throttles, if it is to be asked again within half a minute.
 *
 * <p>It logs in when it is asked to: with name and password (RFC 7617), or with tokens of the service that the registry names
 * (distribution, "Token Authentication Specification"), if the configuration allows that host. It is spoken to by TLS unless
 * {@link RegistryConfig#plainHttp} says otherwise, wherever it sends us.
 */
public final class Registry implements AutoCloseable {
    private final Client client;
    private final Caller caller;
    private final Manifests manifests;
    private final Blobs blobs;
    private final Deletions deletions;

    public Registry(RegistryConfig config) {
        this(new Client(config), new RequestCounter(), false, false);
    }

    private Registry(Client client, RequestCounter counter, boolean pushing, boolean behind) {
        this.client = client;
        this.caller = new Caller(client, counter, pushing, behind);
        this.manifests = new Manifests(caller);
        this.blobs = new Blobs(caller);
        this.deletions = new Deletions(caller);
    }

    /** This registry, with its connections and its login, counting what is asked through the result on {@code counter}. */
    public Registry counting(RequestCounter counter) {
        return new Registry(client, counter, caller.pushing(), caller.behind());
    }

    /** This registry, with its connections and its login, asking from the start for the right to push. */
    public Registry pushing() {
        return new Registry(client, caller.counter(), true, caller.behind());
    }

    /** This registry, with its connections and its login, for work that waits until nobody else has any for it. */
    public Registry behindOthers() {
        return new Registry(client, caller.counter(), caller.pushing(), true);
    }

    /** Where it is, as configured. */
    public HostPort host() {
        return client.config().host();
    }

    /** Whether {@code host}, as {@link ArtifactFault#refusedBy} has it, is this registry or one that it may send us to. */
    public boolean knows(String host) {
        return client.knows(host);
    }

    /** Every request ever sent for this registry, token requests and redirects included. */
    public long requests() {
        return client.total().allRequests();
    }

    /** Every byte of a blob ever read from this registry, as it comes and as often as it is read. */
    public long blobBytesRead() {
        return client.total().blobBytes();
    }

    /** How it has fared lately, whoever asked it; nothing is asked for that. */
    public Condition condition() {
        return client.condition();
    }

    /**
     * What lies under a tag or digest ("Checking if content exists in the registry"); empty if there is nothing. By digest, the
     * result has that digest: a registry that tells one of another algorithm is asked for the bytes, which tell. Never fires a
     * pull webhook at Harbor.
     *
     * @throws ArtifactFault also if it has something else under the digest that was asked for
     */
    public Optional<Descriptor> headManifest(String repository, String tagOrDigest) {
        return manifests.head(repository, tagOrDigest);
    }

    /**
     * The manifest under a tag or digest, at most {@link Manifest#LONGEST} bytes, verified: by the digest that was asked for, or
     * for a tag by the one that the registry gives with it ("Pulling manifests"); empty if there is none.
     *
     * @throws ArtifactFault also if its bytes do not have the digest that was asked for or promised, or are no manifest
     */
    public Optional<Manifest> getManifest(String repository, String tagOrDigest) {
        return manifests.get(repository, tagOrDigest);
    }

    /**
     * Stores a manifest, byte for byte, and checks what the registry says that it has stored ("Pushing Manifests"). What it
     * refers to must be there before. Repeating the call is harmless, unless the tag is immutable.
     *
     * @throws ArtifactFault also if blobs are missing; {@link ArtifactFault#named} has those that the registry names
     */
    public void putManifest(String repository, String tagOrDigest, Manifest manifest) {
        manifests.put(repository, tagOrDigest, manifest, () -> true);
    }

    /**
     * As {@link #putManifest(String, String, Manifest)}, if {@code gate} says so at the moment when the request is about to
     * leave: after all waiting for our turn, and again before each repetition.
     *
     * @return whether it was stored; if not, nothing was sent
     */
    public boolean putManifest(String repository, String tagOrDigest, Manifest manifest, BooleanSupplier gate) {
        return manifests.put(repository, tagOrDigest, manifest, gate);
    }

    /** Whether a repository has a blob ("Checking if content exists in the registry"). */
    public boolean hasBlob(String repository, Digest digest) {
        return blobs.has(repository, digest);
    }

    /**
     * A blob's bytes ("Pulling blobs"), as they come: verified as they are read, and read on from where they break off; empty if it
     * is not there. To be closed by the caller, who holds a connection until then.
     *
     * @throws ArtifactFault also if it has another size than {@code blob} says; later the result's reads throw it, and the
     *     others, for bytes that are wrong
     */
    public Optional<BlobReader> getBlob(String repository, Descriptor blob) {
        return blobs.get(repository, blob);
    }

    /**
     * Mounts a blob from another repository of this registry, without moving bytes ("Mounting a blob from another
     * repository"). A registry may decline; then nothing has changed. Repeating the call is harmless.
     *
     * @return whether the blob is now in {@code repository}
     */
    public boolean mountBlob(String repository, Digest digest, String fromRepository) {
        var session = mountOrStartBlob(repository, digest, fromRepository);
        session.ifPresent(blobs::cancel);
        return session.isEmpty();
    }

    /** As {@link #mountBlob}, but keeps the upload that a registry begins when it declines; empty if it has mounted. */
    public Optional<UploadSession> mountOrStartBlob(String repository, Digest digest, String fromRepository) {
        return blobs.mountOrStart(repository, digest, fromRepository);
    }

    /** Lets go of an upload that will not be used ("Cancel a blob upload"). Harmless if the registry has dropped it already. */
    public void cancelBlob(UploadSession session) {
        blobs.cancel(session);
    }

    /**
     * Opens an upload ("POST then PUT"), to be used once by
     * {@link #putBlob(UploadSession, Descriptor, InputStream, LongConsumer)}.
     */
    public UploadSession startBlob(String repository, Digest digest) {
        return blobs.start(repository, digest);
    }

    /**
     * Stores a blob ("POST then PUT"). Its bytes are verified on the way, and the registry gets the last of them only if they
     * are right.
     *
     * @throws ArtifactFault also if {@code content} is not what {@code blob} says; then nothing is stored
     */
    public void putBlob(String repository, Descriptor blob, InputStream content) {
        putBlob(startBlob(repository, blob.digest()), blob, content, bytes -> {});
    }

    /**
     * Stores a blob, or of one whose upload broke off the rest, through an upload that is open, in one request of known length.
     *
     * @param progress is told how many more bytes are on their way, by the calling thread; must be quick
     * @throws RegistryFault also if the upload is gone ({@code BLOB_UPLOAD_UNKNOWN}), or the token ran out since it was opened
     * @throws ArtifactFault as {@link #putBlob(String, Descriptor, InputStream)}
     */
    public void putBlob(UploadSession session, Descriptor blob, InputStream content, LongConsumer progress) {
        blobs.put(session, blob, content, progress);
    }

    /**
     * Sends the next bytes of a blob, but not its last, through an upload that is open. Google's registries take no chunks.
     *
     * @return the upload as it goes on
     */
    public UploadSession patchBlob(UploadSession session, BlobReader content, long bytes, LongConsumer progress) {
        return blobs.patch(session, content, bytes, progress);
    }

    /**
     * Asks how far an upload is that broke off.
     *
     * @return the upload, to be gone on with from its {@link UploadSession#offset()}; empty if the registry has nothing of it
     * @throws ArtifactFault also if the registry has lost it, or does not tell
     */
    public Optional<UploadSession> resumeBlob(UploadSession session) {
        return blobs.status(session);
    }

    /**
     * All tags of a repository, page by page, in the registry's order ("Listing Tags").
     *
     * @throws ArtifactFault with code {@code NAME_UNKNOWN} if there is no such repository; some registries say so of one
     *     without tags
     */
    public List<String> listTags(String repository) {
        return new TagPages(caller).list(repository);
    }

    /**
     * The tags of a repository with their digests, where the registry tells them in one list, as Google's do; otherwise the
     * tags alone. Page by page: one is held at a time, and of all of them the tags.
     *
     * @param to is told each artifact, more than once if pages tell it with different tags; before a fault, a part of them
     * @throws ArtifactFault also if the list is longer, or leads elsewhere, than a list may
     */
    public DigestListing listDigests(String repository, Consumer<Listed> to) {
        return new DigestPages(caller, to).list(repository);
    }

    /**
     * The names of all repositories, where the registry tells them to this account: Google's never do. No part of the
     * distribution-spec; by {@code GET /v2/_catalog} of the Docker Registry HTTP API V2, "Listing Repositories".
     *
     * @param to is told each name; before a fault, a part of them
     * @return how many there are
     * @throws ArtifactFault with code {@code UNSUPPORTED} if there is no such list
     */
    public int listRepositories(Consumer<String> to) {
        return new CatalogPages(caller).list(to, LinkedPages.NO_ODD_NAMES);
    }

    /**
     * As {@link #listRepositories(Consumer)}, but one odd name does not end it.
     *
     * @param odd is told what is listed and is no name of a repository, as the registry wrote it
     */
    public int listRepositories(Consumer<String> to, Consumer<String> odd) {
        return new CatalogPages(caller).list(to, Optional.of(odd));
    }

    /**
     * The repositories of a project, by Harbor's own API.
     *
     * @param to is told each repository, perhaps twice; before a fault, a part of them
     * @return how many were told
     * @throws ArtifactFault with code {@code NAME_UNKNOWN} if there is no such project, or no Harbor
     * @throws RegistryFault with code {@code LIST_CHANGED} if it changed so while it was read that some may be missing
     */
    public int listProject(String project, Consumer<ListedRepository> to) {
        return new HarborInventory(caller).repositories(project, to, LinkedPages.NO_ODD_NAMES);
    }

    /**
     * As {@link #listProject(String, Consumer)}, but one odd name does not end it.
     *
     * @param odd is told what is listed and is no name of a repository of this project, as Harbor wrote it
     */
    public int listProject(String project, Consumer<ListedRepository> to, Consumer<String> odd) {
        return new HarborInventory(caller).repositories(project, to, Optional.of(odd));
    }

    /**
     * The artifacts of a repository with their tags, by Harbor's own API; without accessories (signatures, SBOMs) and
     * without untagged children of indexes, which Harbor leaves out. Faults as in {@link #listProject}.
     */
    public int listArtifacts(String repository, Consumer<Listed> to) {
        return new HarborInventory(caller).artifacts(repository, to);
    }

    /**
     * What is about an artifact, by the referrers API ("Listing Referrers") or the fallback tag ("Referrers Tag Schema"). Whether the repository has that API is kept for an
     * hour. Each referrer is the list's claim: only its own manifest tells what it is about.
     *
     * @throws ArtifactFault also if the fallback tag holds something else than an index, or the list is longer than a list may be
     */
    public ReferrerListing listReferrers(String repository, Digest subject) {
        return new ReferrerPages(caller, client.referrersSupport()).list(repository, subject);
    }

    /**
     * Deletes a tag ("Deleting tags"), if it still has digest {@code expected}: that is looked at right before, since no registry deletes
     * under a condition. What it points to stays, and its other tags. Repeating the call is harmless.
     *
     * @return also what registries say that can delete no tag by itself: distribution before 3, and Harbor
     */
    public Deletion deleteTag(String repository, String tag, Digest expected) {
        return deleteTag(repository, tag, expected, () -> true);
    }

    /**
     * As {@link #deleteTag(String, String, Digest)}, if {@code gate} says so at the moment when the delete is about to leave:
     * after all waiting for our turn, and again before each repetition.
     */
    public Deletion deleteTag(String repository, String tag, Digest expected, BooleanSupplier gate) {
        return deletions.tag(repository, tag, expected, gate);
    }

    /**
     * Deletes a manifest ("Deleting Manifests"), unless a tag points to it that is not among {@code tagsThatMayGo}. Distribution and Harbor drop
     * all tags with it, Google refuses while there is any; so the tags are read right before, at the cost of one request
     * for each tag of the repository where the registry does not tell their digests. A tag that is set between that look
     * and the delete is lost: let nobody push there at the same time. Repeating the call is harmless.
     */
    public Deletion deleteManifest(String repository, Digest digest, Set<String> tagsThatMayGo) {
        return deletions.manifest(repository, digest, tagsThatMayGo, () -> true);
    }

    /**
     * Deletes an artifact in the order that Google demands and nobody minds: its tags, itself, its children. What stands in
     * the way stops what comes after it and is in the report. Repeating the call is harmless and goes on where it stopped.
     */
    public DeletionReport deleteArtifact(DeletionOrder order) {
        return deleteArtifact(order, () -> true);
    }

    /**
     * As {@link #deleteArtifact(DeletionOrder)}, as long as {@code gate} says so: it is asked of each tag and manifest at the
     * moment when its delete is about to leave. After a no nothing more is deleted.
     */
    public DeletionReport deleteArtifact(DeletionOrder order, BooleanSupplier gate) {
        return deletions.artifact(order, gate);
    }

    /** Gives up whatever is under way, also through {@link #counting} and {@link #pushing}. */
    @Override
    public void close() {
        client.close();
    }
}

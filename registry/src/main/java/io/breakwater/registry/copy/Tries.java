package io.breakwater.registry.copy;

/**
 * Decides how a blob goes on whose sending broke off (decision 0013). What fails is counted, not what breaks off: who moves on
 * may break off as often as it likes. Knows no registry and no clock; for one thread.
 */
final class Tries {
    /** Bytes. What moves an upload on by less is not worth the requests that it takes. */
    static final long PROGRESS = 1 << 20;

    /** How often a blob is sent from its first byte, and how often in a row it goes on without progress, before it is given up. */
    private static final int MOST = 3;

    /** Bytes. */
    private static final long LARGEST_CHUNK = 256 << 20;

    /** What comes next. */
    enum Next {
        /** From where the target has it. */
        GO_ON,
        /** From the first byte, with an upload of its own. */
        ANEW,
        GIVE_UP
    }

    private int fromTheStart = 1;
    private int standing;
    private long reached;
    private long chunk;
    private boolean takesChunks = true;
    private boolean tookAChunk;
    private boolean takesRests = true;

    /** Bytes of a chunk; 0 while blobs are sent in one piece. */
    long chunk() {
        return chunk;
    }

    /** How often in a row it went on without progress. */
    int standing() {
        return standing;
    }

    /** Whether to ask the target what it has of an upload through which so many bytes went before it broke off. */
    boolean mayGoOn(long offset, long passed) {
        return takesRests && (offset > 0 || passed >= PROGRESS);
    }

    /**
     * A sending broke off.
     *
     * @param cut bytes since the last answer of the target, after which the line broke; 0 if the target answered instead, since
     *     chunks change nothing then
     * @param has bytes that it has by its word, all of which can be left out; 0 if they are lost
     */
    Next brokeOff(long cut, long has) {
        if (has > 0) {
            standing = has - reached >= PROGRESS ? 0 : standing + 1;
            reached = Math.max(reached, has);
            takesRests = standing < MOST;
            return takesRests ? Next.GO_ON : anew();
        }
        if (chunk > 0 && !tookAChunk && fromTheStart == MOST - 1) {
            // It may be the chunks that it does not like, though it says so in no way that we know.
            takesChunks = false;
            chunk = 0;
        } else if (takesChunks && cut >= PROGRESS) {
            // Half of it may have been on the way only, and the next connection may break sooner.
            chunk = Math.clamp(cut / 4, PROGRESS, LARGEST_CHUNK);
        }
        return anew();
    }

    /** The target has taken a chunk. */
    void chunkTaken() {
        tookAChunk = true;
    }

    /**
     * The target answered that it will not have a part of a blob. It may take the whole, as Google's registries do: that is
     * sent anew, and no part again.
     */
    void partRefused() {
        takesChunks = false;
        takesRests = false;
        chunk = 0;
    }

    private Next anew() {
        reached = 0;
        standing = 0;
        return fromTheStart++ < MOST ? Next.ANEW : Next.GIVE_UP;
    }
}

package dev.handfast.pki.path;

/**
 * What each cache of a {@link SharedCaches} may take: a number of bytes that serves a busy process, and less where the
 * heap is small. The one place where their sizes stand: together at most 415 MB, and at most 17/32 of the heap.
 */
public enum CacheShare {

    /** Certificates that were trusted: two trust stores of a hundred roots, and the chains of some hundred peers. */
    CERTIFICATES(32 << 20, 16),

    /** Signatures that were verified: those of a busy client's intermediates and of some hundred peers. */
    SIGNATURES(16 << 20, 32),

    /** Name constraints, prepared: thirty authorities under a thousand of them, or a thousand under a few. */
    NAME_CONSTRAINTS(16 << 20, 32),

    /** Sets of anchors by the caller's objects: a dozen trust stores of 150 roots. */
    ANCHORS_BY_OBJECT(16 << 20, 32),

    /** The same sets by their content. */
    ANCHORS_BY_CONTENT(16 << 20, 32),

    /** Paths found valid under anchors of JCA parameters: the chains of some four hundred peers. */
    PATHS(32 << 20, 16),

    /** Revocation lists that were read for the application's objects: public authorities' largest take 100 MB. */
    LISTS_READ(128 << 20, 8),

    /** Revocation lists that were fetched and verified. */
    LISTS_FETCHED(128 << 20, 8),

    /** OCSP responses that were verified: one for each certificate of some hundred peers. */
    OCSP_RESPONSES(8 << 20, 64),

    /** Issuers that were fetched and that a valid path needed: some three hundred. */
    ISSUERS_FETCHED(4 << 20, 128),

    /** Addresses that failed: 200 of the longest, of 2,048 characters, or a thousand usual ones. */
    FETCHES_FAILED(2 << 20, 256),

    /** Hosts that are asked for issuers, with how often: a thousand. */
    HOSTS_ASKED(256 << 10, 2_048),

    /** Hosts whose names were found: some 300. */
    HOSTS_FOUND(64 << 10, 8_192),

    /** What an operator was warned of: some hundred sentences. */
    WARNINGS(64 << 10, 8_192);

    private final long most;
    private final int part;

    /**
     * @param most bytes
     * @param part the part of the heap that it may have at most, as a divisor
     */
    CacheShare(long most, int part) {
        this.most = most;
        this.part = part;
    }

    /** Bytes in a heap that may grow to so many. */
    long of(long heap) {
        return Math.min(most, heap / part);
    }
}

package dev.handfast.spec;

/** The ciphers that protect records, with the sizes that follow from them. */
public enum BulkCipher {
    /** RFC 5116 AEAD_AES_128_GCM; limit from RFC 9846 section 5.5. */
    AES_128_GCM(Kind.GCM, 16, 16, 1L << 24),
    AES_256_GCM(Kind.GCM, 32, 16, 1L << 24),
    /** RFC 8439; never exhausted before the 64-bit sequence number is. */
    CHACHA20_POLY1305(Kind.CHACHA20, 32, 16, Long.MAX_VALUE),
    /** RFC 6655: 16-byte tag; RFC 9001 section B.2 gives 2^23 for CCM. */
    AES_128_CCM(Kind.CCM, 16, 16, 1L << 23),
    AES_256_CCM(Kind.CCM, 32, 16, 1L << 23),
    /** RFC 6655 section 4: 8-byte tag. */
    AES_128_CCM_8(Kind.CCM, 16, 8, 1L << 23),
    AES_256_CCM_8(Kind.CCM, 32, 8, 1L << 23),
    /** RFC 5246 section 6.2.3.2; TLS 1.2 only. Birthday bound of a 128-bit block kept far away. */
    AES_128_CBC(Kind.CBC, 16, 0, 1L << 32),
    AES_256_CBC(Kind.CBC, 32, 0, 1L << 32);

    /** How a cipher is used. */
    public enum Kind { GCM, CHACHA20, CCM, CBC }

    private final Kind kind;
    private final int keyLength;
    private final int tagLength;
    private final long recordLimit;

    BulkCipher(Kind kind, int keyLength, int tagLength, long recordLimit) {
        this.kind = kind;
        this.keyLength = keyLength;
        this.tagLength = tagLength;
        this.recordLimit = recordLimit;
    }

    /** How the cipher is used. */
    public Kind kind() {
        return kind;
    }

    /** Whether it authenticates by itself (RFC 5116). */
    public boolean isAead() {
        return kind != Kind.CBC;
    }

    /** Bytes of key. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of authentication tag; 0 for CBC, which authenticates with the suite's MAC. */
    public int tagLength() {
        return tagLength;
    }

    /** How many full-size records one key may protect before it must be replaced. */
    public long recordLimit() {
        return recordLimit;
    }

    /** Bytes of implicit IV in TLS 1.2's key block: 4 for GCM and CCM (RFC 5288, 6655), 12 for ChaCha20 (RFC 7905). */
    public int fixedIvLength12() {
        return switch (kind) {
            case GCM, CCM -> 4;
            case CHACHA20 -> 12;
            case CBC -> 0;
        };
    }

    /** Bytes of explicit nonce or IV in each TLS 1.2 record. */
    public int explicitIvLength12() {
        return switch (kind) {
            case GCM, CCM -> 8;
            case CHACHA20 -> 0;
            case CBC -> 16;
        };
    }
}

package dev.handfast.spec;

/** The hash functions TLS uses, with their JCA names. */
public enum HashAlgorithm {
    /** Only inside TLS 1.2 CBC suites' HMAC, never for signatures. */
    SHA1("SHA-1", "HmacSHA1", 20, 64),
    SHA256("SHA-256", "HmacSHA256", 32, 64),
    SHA384("SHA-384", "HmacSHA384", 48, 128),
    SHA512("SHA-512", "HmacSHA512", 64, 128);

    private final String digestName;
    private final String macName;
    private final int length;
    private final int blockLength;

    HashAlgorithm(String digestName, String macName, int length, int blockLength) {
        this.digestName = digestName;
        this.macName = macName;
        this.length = length;
        this.blockLength = blockLength;
    }

    /** The {@code MessageDigest} name. */
    public String digestName() {
        return digestName;
    }

    /** The {@code Mac} name of HMAC over this hash. */
    public String macName() {
        return macName;
    }

    /** Bytes of output. */
    public int length() {
        return length;
    }

    /** Bytes of one compression block. */
    public int blockLength() {
        return blockLength;
    }
}

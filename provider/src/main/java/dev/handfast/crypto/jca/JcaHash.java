package dev.handfast.crypto.jca;

import dev.handfast.crypto.Hash;

import java.security.MessageDigest;

/** A cloneable {@code MessageDigest}. */
final class JcaHash implements Hash {

    private final MessageDigest digest;

    private JcaHash(MessageDigest digest) {
        this.digest = digest;
    }

    /** A hash in the state of {@code prototype}, which is only read. */
    static JcaHash copyOf(MessageDigest prototype) {
        try {
            return new JcaHash((MessageDigest) prototype.clone());
        } catch (CloneNotSupportedException refused) {
            throw new IllegalStateException(prototype + " could be cloned before", refused);
        }
    }

    @Override
    public void update(byte[] input, int offset, int length) {
        digest.update(input, offset, length);
    }

    @Override
    public byte[] snapshot() {
        return copyOf(digest).digest.digest();
    }

    @Override
    public Hash fork() {
        return copyOf(digest);
    }
}

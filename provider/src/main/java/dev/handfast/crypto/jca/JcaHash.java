package dev.handfast.crypto.jca;

import dev.handfast.crypto.Hash;

import java.security.MessageDigest;

/** A cloneable {@code MessageDigest}. */
final class JcaHash implements Hash {

    private final MessageDigest digest;

    /** Takes a digest that is this one's own. */
    JcaHash(MessageDigest digest) {
        this.digest = digest;
    }

    /** A digest in the state of another, which is only read. */
    static MessageDigest clone(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException refused) {
            throw new IllegalStateException(digest + " could be cloned before", refused);
        }
    }

    @Override
    public void update(byte[] input, int offset, int length) {
        digest.update(input, offset, length);
    }

    @Override
    public byte[] snapshot() {
        return clone(digest).digest();
    }

    @Override
    public byte[] finish() {
        return digest.digest();
    }

    @Override
    public Hash fork() {
        return new JcaHash(clone(digest));
    }
}

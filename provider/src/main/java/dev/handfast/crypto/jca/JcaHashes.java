package dev.handfast.crypto.jca;

import dev.handfast.wire.ObjectPool;

import java.security.MessageDigest;

/**
 * Hashes of whole inputs, by digests that serve again and again: a new one takes half a kilobyte. An idle digest has no
 * input. Thread-safe.
 */
final class JcaHashes {

    /** As many as threads that hash at the same time. */
    private static final int MOST = 16;

    private final ObjectPool<MessageDigest> idle = new ObjectPool<>(MOST) {
        @Override
        protected MessageDigest make() {
            return kind.empty();
        }
    };
    private final JcaDigestKind kind;

    JcaHashes(JcaDigestKind kind) {
        this.kind = kind;
    }

    /** The hash of inputs behind one another. */
    byte[] hash(byte[]... inputs) {
        MessageDigest digest = idle.take();
        for (byte[] input : inputs) {
            digest.update(input);
        }
        return finish(digest);
    }

    /** The hash of an input and the first bytes of another behind it. */
    byte[] hash(byte[] input, byte[] behind, int length) {
        MessageDigest digest = idle.take();
        digest.update(input);
        digest.update(behind, 0, length);
        return finish(digest);
    }

    private byte[] finish(MessageDigest digest) {
        byte[] hash = digest.digest();
        // Forgets the input, which may be secret: digest() puts that off until the next
        digest.reset();
        idle.give(digest);
        return hash;
    }
}

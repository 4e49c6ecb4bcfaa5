package dev.handfast.crypto.jca;

import dev.handfast.wire.ObjectPool;

/**
 * Codes of one input each, by HMACs that serve again and again: a key schedule makes some fifty codes, each under a key
 * of its own, and a new digest for each is most of what they allocate. An idle HMAC has no key. Thread-safe.
 */
final class JcaMacs {

    /** As many as threads that make codes at the same time; each has some 400 bytes. */
    private static final int MOST = 16;

    private final ObjectPool<JcaHmac> idle = new ObjectPool<>(MOST) {
        @Override
        protected JcaHmac make() {
            return new JcaHmac(kind.algorithm(), kind.empty());
        }
    };
    private final JcaDigestKind kind;

    JcaMacs(JcaDigestKind kind) {
        this.kind = kind;
    }

    /** The code of the first bytes of an input under a key, or as much of it as there is room for. */
    void code(byte[] key, byte[] input, int length, byte[] out) {
        JcaHmac hmac = idle.take().key(key);
        hmac.update(input, 0, length);
        hmac.finish(out);
        hmac.close();
        idle.give(hmac);
    }
}

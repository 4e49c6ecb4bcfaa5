package dev.handfast.session;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.RecordOpener;
import dev.handfast.crypto.RecordSealer;
import dev.handfast.spec.BulkCipher;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.ObjectPool;

import org.jspecify.annotations.Nullable;

/**
 * What seals and opens the tickets of one epoch. Ciphers that have the key serve again: to get and key one takes as
 * long as the rest of a ticket. Thread-safe.
 */
final class TicketKey {

    /** AES-256-GCM. */
    static final BulkCipher CIPHER = BulkCipher.AES_256_GCM;

    /** Few, for a secret may have hundreds of epochs: who finds none keys a cipher. */
    private static final int MOST = 4;

    private final CryptoProvider crypto;
    private final byte[] key;
    private final ObjectPool<RecordSealer> sealers = new ObjectPool<>(MOST) {
        @Override
        protected RecordSealer make() {
            return crypto.sealer(CIPHER, key);
        }
    };
    private final ObjectPool<RecordOpener> openers = new ObjectPool<>(MOST) {
        @Override
        protected RecordOpener make() {
            return crypto.opener(CIPHER, key);
        }
    };

    /** Takes the array. */
    TicketKey(CryptoProvider crypto, byte[] key) {
        this.crypto = crypto;
        this.key = key;
    }

    /** Wipes the key, which must not be used afterwards. */
    void close() {
        Bytes.wipe(key);
    }

    /** Seals under a nonce of 12 bytes that was never used with this key; writes the tag behind. */
    void seal(byte[] nonce, byte[] authenticated, byte[] plain, byte[] out, int offset) {
        RecordSealer sealer = sealers.take();
        sealer.seal(nonce, authenticated, authenticated.length, plain, 0, plain.length, out, offset);
        sealers.give(sealer);
    }

    /** What was sealed, or null if that was not by this key, or was altered. */
    byte @Nullable [] open(byte[] nonce, byte[] authenticated, byte[] sealed) {
        byte[] plain = new byte[sealed.length - CIPHER.tagLength()];
        RecordOpener opener = openers.take();
        int opened = opener.open(nonce, authenticated, authenticated.length, sealed, 0, sealed.length, plain, 0);
        openers.give(opener);
        return opened == RecordOpener.FORGED ? null : plain;
    }
}

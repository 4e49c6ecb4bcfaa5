package dev.handfast.keys;

import dev.handfast.wire.Bytes;

/**
 * What protects one direction's records. The arrays are the live ones: whoever is given them copies what it keeps, and
 * closing this wipes them. Not thread-safe.
 */
public final class TrafficKeys implements AutoCloseable {

    private final byte[] key;
    private final byte[] iv;
    private final byte[] macKey;

    /** Owns the arrays. */
    TrafficKeys(byte[] key, byte[] iv, byte[] macKey) {
        this.key = key;
        this.iv = iv;
        this.macKey = macKey;
    }

    /** The cipher's key. */
    public byte[] key() {
        return key;
    }

    /** 12 bytes in TLS 1.3, the fixed part of the nonce in TLS 1.2, empty for CBC. */
    public byte[] iv() {
        return iv;
    }

    /** The HMAC's key of a CBC suite; empty for AEADs. */
    public byte[] macKey() {
        return macKey;
    }

    /** Wipes the keys. */
    @Override
    public void close() {
        Bytes.wipe(key);
        Bytes.wipe(iv);
        Bytes.wipe(macKey);
    }
}

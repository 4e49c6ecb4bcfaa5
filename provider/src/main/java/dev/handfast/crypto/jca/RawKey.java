package dev.handfast.crypto.jca;

import dev.handfast.wire.Bytes;

import javax.crypto.SecretKey;

/**
 * A symmetric key that can be wiped, which {@code SecretKeySpec} cannot. Providers copy the bytes they get; those
 * copies are theirs.
 */
final class RawKey implements SecretKey {

    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient byte[] bytes;
    private transient boolean destroyed;

    /** Copies {@code bytes}. */
    RawKey(String algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes.clone();
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        if (destroyed) {
            throw new IllegalStateException("key is destroyed");
        }
        return bytes.clone();
    }

    @Override
    public void destroy() {
        Bytes.wipe(bytes);
        destroyed = true;
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
        throw new java.io.NotSerializableException("secret keys are not serialised");
    }

    @Override
    public String toString() {
        return "RawKey[" + algorithm + ", " + bytes.length + " bytes]";
    }
}

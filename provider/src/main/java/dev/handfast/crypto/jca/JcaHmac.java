package dev.handfast.crypto.jca;

import dev.handfast.crypto.Hmac;
import dev.handfast.spec.HashAlgorithm;

import java.security.GeneralSecurityException;

import javax.crypto.Mac;

/** HMAC by {@code Mac}. */
final class JcaHmac implements Hmac {

    private final Mac mac;
    private final RawKey key;

    JcaHmac(HashAlgorithm algorithm, byte[] key) {
        this.key = new RawKey(algorithm.macName(), key);
        try {
            this.mac = Jdk.mac(algorithm.macName());
            mac.init(this.key);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this JVM has no usable " + algorithm.macName(), absent);
        }
    }

    @Override
    public void update(byte[] input, int offset, int length) {
        mac.update(input, offset, length);
    }

    @Override
    public byte[] finish() {
        return mac.doFinal();
    }

    @Override
    public void finish(byte[] out, int offset) {
        try {
            mac.doFinal(out, offset);
        } catch (javax.crypto.ShortBufferException tooShort) {
            throw new IndexOutOfBoundsException("no room for " + length() + " bytes at " + offset + " of " + out.length);
        }
    }

    @Override
    public int length() {
        return mac.getMacLength();
    }

    @Override
    public void close() {
        key.destroy();
    }
}

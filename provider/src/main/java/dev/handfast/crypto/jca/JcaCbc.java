package dev.handfast.crypto.jca;

import dev.handfast.crypto.BlockCipher;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** AES-CBC without padding by {@code Cipher}. */
final class JcaCbc implements BlockCipher {

    static final String TRANSFORMATION = "AES/CBC/NoPadding";

    private final int mode;
    private final RawKey key;
    private final Cipher cipher;

    /** {@code mode} is one of {@link Cipher}'s. */
    JcaCbc(int mode, byte[] key) {
        this.mode = mode;
        this.key = new RawKey("AES", key);
        try {
            this.cipher = JdkProviders.cipher(TRANSFORMATION);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this JVM has no " + TRANSFORMATION, absent);
        }
    }

    @Override
    public void process(byte[] iv, int ivOffset, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            cipher.init(mode, key, new IvParameterSpec(iv, ivOffset, BLOCK));
            cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(length + " bytes for AES-CBC, which takes whole blocks", failed);
        }
    }

    @Override
    public void close() {
        key.destroy();
    }
}

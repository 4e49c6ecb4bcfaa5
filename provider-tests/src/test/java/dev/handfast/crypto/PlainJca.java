package dev.handfast.crypto;

import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Opaque;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** The symmetric primitives straight from JCA (CCM from BouncyCastle), as a witness that shares no code with ours. */
public class PlainJca implements CryptoProvider {

    private final SecureRandom random = new SecureRandom();

    @Override
    public boolean supports(BulkCipher cipher) {
        return true;
    }

    @Override
    public boolean supports(NamedGroup group) {
        return false;
    }

    @Override
    public boolean supports(SignatureScheme scheme) {
        return false;
    }

    @Override
    public SecureRandom random() {
        return random;
    }

    @Override
    public Hash hash(HashAlgorithm algorithm) {
        return new DigestHash(call(() -> MessageDigest.getInstance(algorithm.digestName())));
    }

    @Override
    public Hmac hmac(HashAlgorithm algorithm, byte[] key) {
        Mac mac = call(() -> {
            Mac made = Mac.getInstance(algorithm.macName());
            made.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "RAW"));
            return made;
        });
        return new MacHmac(mac);
    }

    @Override
    public RecordSealer sealer(BulkCipher cipher, byte[] key) {
        return cipher.kind() == BulkCipher.Kind.CCM ? new BcCcm(cipher, key) : new JcaAead(cipher, key, true);
    }

    @Override
    public RecordOpener opener(BulkCipher cipher, byte[] key) {
        return cipher.kind() == BulkCipher.Kind.CCM ? new BcCcm(cipher, key) : new JcaAead(cipher, key, false);
    }

    @Override
    public BlockCipher cbcEncryptor(byte[] key) {
        return new JcaCbc(Cipher.ENCRYPT_MODE, key);
    }

    @Override
    public BlockCipher cbcDecryptor(byte[] key) {
        return new JcaCbc(Cipher.DECRYPT_MODE, key);
    }

    @Override
    public KeyExchange keyExchange(NamedGroup group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyExchange keyExchange(BigInteger prime, BigInteger generator) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SignatureVerifier signatureVerifier() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Signer signer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] encryptPremaster(PublicKey key, Secret premaster) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Secret decryptPremaster(PrivateKey key, byte[] encrypted, int offered) {
        throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate certificate(Opaque der) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void recognise(Opaque der, X509Certificate certificate) {
        throw new UnsupportedOperationException();
    }

    private interface Call<T> {
        T call() throws GeneralSecurityException;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.call();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private record DigestHash(MessageDigest digest) implements Hash {

        @Override
        public void update(byte[] input, int offset, int length) {
            digest.update(input, offset, length);
        }

        @Override
        public byte[] snapshot() {
            return copy().digest();
        }

        @Override
        public Hash fork() {
            return new DigestHash(copy());
        }

        private MessageDigest copy() {
            try {
                return (MessageDigest) digest.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private record MacHmac(Mac mac) implements Hmac {

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
            call(() -> {
                mac.doFinal(out, offset);
                return null;
            });
        }

        @Override
        public int length() {
            return mac.getMacLength();
        }

        @Override
        public void close() {
            mac.reset();
        }
    }

    private static final class JcaAead implements RecordSealer, RecordOpener {

        private final boolean gcm;
        private final int mode;
        private final SecretKeySpec key;
        private Cipher cipher;

        JcaAead(BulkCipher kind, byte[] key, boolean seals) {
            gcm = kind.kind() == BulkCipher.Kind.GCM;
            mode = seals ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
            this.key = new SecretKeySpec(key, gcm ? "AES" : "ChaCha20");
            renew();
        }

        /** A fresh cipher: SunJCE's ChaCha20 refuses a nonce it has seen, even to decrypt after a forgery. */
        private void renew() {
            cipher = call(() -> Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305"));
        }

        @Override
        public int seal(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out,
                int outOffset) {
            return call(() -> run(nonce, aad, aadLength, in, inOffset, inLength, out, outOffset));
        }

        @Override
        public int open(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out,
                int outOffset) {
            try {
                return run(nonce, aad, aadLength, in, inOffset, inLength, out, outOffset);
            } catch (AEADBadTagException e) {
                renew();
                return FORGED;
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private int run(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out,
                int outOffset) throws GeneralSecurityException {
            cipher.init(mode, key, gcm ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce));
            cipher.updateAAD(aad, 0, aadLength);
            return cipher.doFinal(in, inOffset, inLength, out, outOffset);
        }

        @Override
        public void close() {
            // the test's keys are no secrets
        }
    }

    private record BcCcm(BulkCipher cipher, byte[] key) implements RecordSealer, RecordOpener {

        private BcCcm(BulkCipher cipher, byte[] key) {
            this.cipher = cipher;
            this.key = key.clone();
        }

        @Override
        public int seal(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out,
                int outOffset) {
            try {
                return run(true, nonce, aad, aadLength, in, inOffset, inLength, out, outOffset);
            } catch (InvalidCipherTextException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public int open(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out,
                int outOffset) {
            try {
                return run(false, nonce, aad, aadLength, in, inOffset, inLength, out, outOffset);
            } catch (InvalidCipherTextException e) {
                return FORGED;
            }
        }

        private int run(boolean seals, byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength,
                byte[] out, int outOffset) throws InvalidCipherTextException {
            var ccm = CCMBlockCipher.newInstance(AESEngine.newInstance());
            ccm.init(seals, new AEADParameters(new KeyParameter(key), 8 * cipher.tagLength(), nonce.clone(),
                    Arrays.copyOf(aad, aadLength)));
            byte[] result = new byte[ccm.getOutputSize(inLength)];
            int length = ccm.processBytes(in, inOffset, inLength, result, 0);
            length += ccm.doFinal(result, length);
            System.arraycopy(result, 0, out, outOffset, length);
            return length;
        }

        @Override
        public void close() {
            // the test's keys are no secrets
        }
    }

    private static final class JcaCbc implements BlockCipher {

        private final int mode;
        private final SecretKeySpec key;
        private final Cipher cipher = call(() -> Cipher.getInstance("AES/CBC/NoPadding"));

        JcaCbc(int mode, byte[] key) {
            this.mode = mode;
            this.key = new SecretKeySpec(key, "AES");
        }

        @Override
        public void process(byte[] iv, int ivOffset, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            call(() -> {
                cipher.init(mode, key, new IvParameterSpec(iv, ivOffset, BLOCK));
                return cipher.doFinal(in, inOffset, length, out, outOffset);
            });
        }

        @Override
        public void close() {
            // the test's keys are no secrets
        }
    }
}

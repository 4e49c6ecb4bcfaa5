package dev.handfast.crypto;

import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** Every primitive the protocol needs. Immutable and thread-safe. */
public interface CryptoProvider {

    /** Whether this JVM can run a cipher. */
    boolean supports(BulkCipher cipher);

    /** Whether this JVM can run a group. */
    boolean supports(NamedGroup group);

    /** Whether this JVM can verify a scheme. */
    boolean supports(SignatureScheme scheme);

    /**
     * What this JVM lacks for kinds of certificates that peers and key stores commonly have, and what to do, as a
     * sentence without a full stop; null if nothing. Said in a fault for which it may be the reason.
     */
    default @Nullable String shortcoming() {
        return null;
    }

    /** Random bytes for keys, nonces and hellos. */
    SecureRandom random();

    /** An empty hash. */
    Hash hash(HashAlgorithm algorithm);

    /** The hash of an input and the first {@code length} bytes of another behind it. */
    default byte[] digest(HashAlgorithm algorithm, byte[] input, byte[] behind, int length) {
        Hash hash = hash(algorithm);
        hash.update(input);
        hash.update(behind, 0, length);
        return hash.finish();
    }

    /** The hash of inputs behind one another. */
    default byte[] digest(HashAlgorithm algorithm, byte[]... inputs) {
        Hash hash = hash(algorithm);
        for (byte[] input : inputs) {
            hash.update(input);
        }
        return hash.finish();
    }

    /** HMAC under a key, which is copied. */
    Hmac hmac(HashAlgorithm algorithm, byte[] key);

    /** The HMAC of one input under a key of its own, as key schedules make them. */
    default byte[] hmac(HashAlgorithm algorithm, byte[] key, byte[] input) {
        byte[] code = new byte[algorithm.length()];
        hmac(algorithm, key, input, input.length, code);
        return code;
    }

    /**
     * As above, of the first {@code length} bytes of an array.
     *
     * @param out filled with the code, or with its beginning
     */
    default void hmac(HashAlgorithm algorithm, byte[] key, byte[] input, int length, byte[] out) {
        try (Hmac hmac = hmac(algorithm, key)) {
            hmac.update(input, 0, length);
            byte[] code = hmac.finish();
            System.arraycopy(code, 0, out, 0, out.length);
            Bytes.wipe(code);
        }
    }

    /** An AEAD's sending side. The key is copied. */
    RecordSealer sealer(BulkCipher cipher, byte[] key);

    /** An AEAD's receiving side. The key is copied. */
    RecordOpener opener(BulkCipher cipher, byte[] key);

    /** AES-CBC, to encrypt. The key is copied. */
    BlockCipher cbcEncryptor(byte[] key);

    /** AES-CBC, to decrypt. The key is copied. */
    BlockCipher cbcDecryptor(byte[] key);

    /** Agreement on a group that is supported. */
    KeyExchange keyExchange(NamedGroup group);

    /**
     * Agreement on a finite field that a TLS 1.2 server chose by itself (RFC 5246 section 7.4.3). The caller has
     * checked the size; this checks that prime and generator make sense.
     */
    KeyExchange keyExchange(BigInteger prime, BigInteger generator) throws TlsFault;

    /** Verifies signatures over handshakes. */
    SignatureVerifier signatureVerifier();

    /** Signs handshakes. */
    Signer signer();

    /** Encrypts a premaster secret to an RSA key (RFC 5246 section 7.4.7.1). */
    byte[] encryptPremaster(PublicKey key, Secret premaster) throws GeneralSecurityException;

    /**
     * Decrypts a premaster secret, 48 bytes, with the countermeasure of RFC 5246 section 7.4.7.1: wrong padding,
     * length or version give a random secret, in the same time and without an exception.
     *
     * @param offered the version of the ClientHello, which the first two bytes must equal
     */
    Secret decryptPremaster(PrivateKey key, byte[] encrypted, int offered) throws GeneralSecurityException;

    /** Decodes a DER certificate. */
    X509Certificate certificate(Opaque der) throws CertificateException;

    /**
     * Tells that the owner of a certificate was authenticated: {@link #certificate} may give the same object for the
     * same bytes from now on. Of others nothing is kept.
     */
    void recognise(Opaque der, X509Certificate certificate);
}

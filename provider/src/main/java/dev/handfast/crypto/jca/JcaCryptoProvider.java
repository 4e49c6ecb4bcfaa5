package dev.handfast.crypto.jca;

import dev.handfast.wire.Opaque;
import dev.handfast.crypto.BlockCipher;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hash;
import dev.handfast.crypto.Hmac;
import dev.handfast.crypto.KeyExchange;
import dev.handfast.crypto.RecordOpener;
import dev.handfast.crypto.RecordSealer;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.SignatureVerifier;
import dev.handfast.crypto.Signer;
import dev.handfast.crypto.bc.BcKeyExchanges;
import dev.handfast.crypto.bc.BcSignatures;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import javax.crypto.Cipher;

/** All primitives that the running JVM and BouncyCastle have. What is missing is found out once, when this is made. */
public final class JcaCryptoProvider implements CryptoProvider {

    private final SecureRandom random = JdkProviders.random();
    private final Set<BulkCipher> ciphers = EnumSet.noneOf(BulkCipher.class);
    private final Map<HashAlgorithm, JcaDigestKind> digests = new EnumMap<>(HashAlgorithm.class);
    private final Map<HashAlgorithm, JcaHashes> hashes = new EnumMap<>(HashAlgorithm.class);
    private final Map<HashAlgorithm, JcaMacs> macs = new EnumMap<>(HashAlgorithm.class);
    private final boolean hasPss = JdkProviders.hasRsaVerifier("RSASSA-PSS");
    private final KeyKinds keyKinds = KeyKinds.ofThisJvm();
    private final BcKeyExchanges exchanges = new BcKeyExchanges(random);
    private final JcaSignatures signatures = new JcaSignatures(random, this::digest);

    private JcaCryptoProvider() {
        keyKinds.tell();
        boolean hasCbc = JdkProviders.hasCipher(JcaCbc.TRANSFORMATION);
        boolean hasCcm = hasCbc && JdkProviders.hasCipher("AES/CTR/NoPadding");
        for (BulkCipher cipher : BulkCipher.values()) {
            boolean present = switch (cipher.kind()) {
                case GCM, CHACHA20 -> JdkProviders.hasCipher(JcaAead.transformation(cipher));
                case CCM -> hasCcm;
                case CBC -> hasCbc;
            };
            if (present) {
                ciphers.add(cipher);
            }
        }
        for (HashAlgorithm algorithm : HashAlgorithm.values()) {
            JcaDigestKind kind = JcaDigestKind.of(algorithm);
            digests.put(algorithm, kind);
            hashes.put(algorithm, new JcaHashes(kind));
            macs.put(algorithm, new JcaMacs(kind));
        }
    }

    /** The catalogue of this JVM; always the same one. */
    public static JcaCryptoProvider standard() {
        return Standard.CATALOGUE;
    }

    @Override
    public boolean supports(BulkCipher cipher) {
        return ciphers.contains(cipher);
    }

    @Override
    public boolean supports(NamedGroup group) {
        return exchanges.supports(group);
    }

    @Override
    public boolean supports(SignatureScheme scheme) {
        SignatureScheme.Family family = scheme.family();
        if (family == null) {
            return false;
        }
        HashAlgorithm hash = scheme.hash();
        boolean hasHash = hash != null && has(hash);
        return switch (family) {
            case RSA_PSS_RSAE, RSA_PSS_PSS -> hasPss && hasHash;
            case RSA_PKCS1 -> hasHash;
            case ECDSA -> keyKinds.hasEc() && hasHash;
            case EDDSA -> keyKinds.hasEdDsa() && (BcSignatures.supportsEdDsa()
                    || hasSignature(scheme.jcaName()));
        };
    }

    @Override
    public @Nullable String shortcoming() {
        return keyKinds.shortcoming();
    }

    @Override
    public SecureRandom random() {
        return random;
    }

    @Override
    public Hash hash(HashAlgorithm algorithm) {
        return new JcaHash(emptyDigest(algorithm));
    }

    @Override
    public byte[] digest(HashAlgorithm algorithm, byte[]... inputs) {
        return of(algorithm, hashes).hash(inputs);
    }

    @Override
    public byte[] digest(HashAlgorithm algorithm, byte[] input, byte[] behind, int length) {
        return of(algorithm, hashes).hash(input, behind, length);
    }

    @Override
    public Hmac hmac(HashAlgorithm algorithm, byte[] key) {
        return new JcaHmac(algorithm, emptyDigest(algorithm)).key(key);
    }

    @Override
    public void hmac(HashAlgorithm algorithm, byte[] key, byte[] input, int length, byte[] out) {
        of(algorithm, macs).code(key, input, length, out);
    }

    private static <T> T of(HashAlgorithm algorithm, Map<HashAlgorithm, T> all) {
        T found = all.get(algorithm);
        if (found == null) {
            throw new IllegalArgumentException(algorithm + " was not looked for");
        }
        return found;
    }

    private MessageDigest emptyDigest(HashAlgorithm algorithm) {
        return of(algorithm, digests).empty();
    }

    private boolean has(HashAlgorithm algorithm) {
        return of(algorithm, digests).isPresent();
    }

    @Override
    public RecordSealer sealer(BulkCipher cipher, byte[] key) {
        checkKey(cipher, key);
        return cipher.kind() == BulkCipher.Kind.CCM ? new JcaCcm(cipher, key) : JcaAead.sealer(cipher, key);
    }

    @Override
    public RecordOpener opener(BulkCipher cipher, byte[] key) {
        checkKey(cipher, key);
        return cipher.kind() == BulkCipher.Kind.CCM ? new JcaCcm(cipher, key) : JcaAead.opener(cipher, key);
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
        return exchanges.on(group);
    }

    @Override
    public KeyExchange keyExchange(BigInteger prime, BigInteger generator) throws TlsFault {
        return exchanges.on(prime, generator);
    }

    @Override
    public SignatureVerifier signatureVerifier() {
        return signatures;
    }

    @Override
    public Signer signer() {
        return signatures;
    }

    @Override
    public byte[] encryptPremaster(PublicKey key, Secret premaster) throws GeneralSecurityException {
        return RsaKeyExchange.encrypt(key, premaster, random);
    }

    @Override
    public Secret decryptPremaster(PrivateKey key, byte[] encrypted, int offered) throws GeneralSecurityException {
        return RsaKeyExchange.decrypt(key, encrypted, offered, random);
    }

    @Override
    public X509Certificate certificate(Opaque der) throws CertificateException {
        return Certificates.decode(der);
    }

    @Override
    public void recognise(Opaque der, X509Certificate certificate) {
        Certificates.RECENT.remember(der, certificate);
    }

    private static void checkKey(BulkCipher cipher, byte[] key) {
        if (!cipher.isAead() || key.length != cipher.keyLength()) {
            throw new IllegalArgumentException(cipher + " with a key of " + key.length + " bytes is no AEAD");
        }
    }

    private static boolean hasSignature(String algorithm) {
        try {
            Signature.getInstance(algorithm);
            return true;
        } catch (GeneralSecurityException absent) {
            return false;
        }
    }

    /** Made when first asked for (JLS section 12.4). */
    private static final class Standard {
        static final JcaCryptoProvider CATALOGUE = new JcaCryptoProvider();
    }
}

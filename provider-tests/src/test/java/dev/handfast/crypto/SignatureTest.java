package dev.handfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.OpaqueKey;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Bytes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;

/** Signing and verifying in every scheme, checked against the JDK's own verification. */
@Tag("unit")
class SignatureTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final byte[] CONTENT = "what is signed".getBytes(StandardCharsets.US_ASCII);
    private static final Map<String, KeyPair> KEYS = new HashMap<>();

    static List<SignatureScheme> schemes() {
        return SignatureScheme.usable();
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void signaturesVerify(SignatureScheme scheme) throws GeneralSecurityException {
        KeyPair pair = pair(scheme);
        byte[] signature = CRYPTO.signer().sign(scheme, pair.getPrivate(), CONTENT);
        assertTrue(CRYPTO.signatureVerifier().verify(scheme, pair.getPublic(), CONTENT, signature));
        assertTrue(jdkVerifies(scheme, pair, signature));
        byte[] other = CONTENT.clone();
        other[3] ^= 1;
        assertFalse(CRYPTO.signatureVerifier().verify(scheme, pair.getPublic(), other, signature));
        signature[signature.length - 1] ^= 1;
        assertFalse(CRYPTO.signatureVerifier().verify(scheme, pair.getPublic(), CONTENT, signature));
        for (int length : new int[] {0, 1, signature.length - 1, signature.length + 1}) {
            assertFalse(CRYPTO.signatureVerifier().verify(scheme, pair.getPublic(), CONTENT,
                    Arrays.copyOf(signature, length)), "length " + length);
        }
    }

    /** RFC 5246 section 4.7: PKCS#1 names its hash with parameters that are NULL, or with none. */
    @Test
    void hashesOfPkcs1AreNamedWithNullOrWithout() throws GeneralSecurityException {
        KeyPair pair = pair(SignatureScheme.RSA_PKCS1_SHA256);
        byte[] sha256 = {6, 9, 0x60, (byte) 0x86, 0x48, 1, 0x65, 3, 4, 2, 1};
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(CONTENT);
        byte[] withNull = Bytes.concat(new byte[] {0x30, 0x31, 0x30, 13}, sha256, new byte[] {5, 0, 4, 32}, hash);
        byte[] without = Bytes.concat(new byte[] {0x30, 0x2f, 0x30, 11}, sha256, new byte[] {4, 32}, hash);
        byte[] other = Bytes.concat(new byte[] {0x30, 0x31, 0x30, 13}, sha256, new byte[] {4, 0, 4, 32}, hash);
        assertTrue(verifies(pair, withNull));
        assertTrue(verifies(pair, without));
        assertFalse(verifies(pair, other));
        Cipher recovering = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        recovering.init(Cipher.DECRYPT_MODE, pair.getPublic());
        assertArrayEquals(withNull, recovering.doFinal(CRYPTO.signer().sign(SignatureScheme.RSA_PKCS1_SHA256,
                pair.getPrivate(), CONTENT)));
    }

    private static boolean verifies(KeyPair pair, byte[] digestInfo) throws GeneralSecurityException {
        Cipher signing = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        signing.init(Cipher.ENCRYPT_MODE, pair.getPrivate());
        return CRYPTO.signatureVerifier().verify(SignatureScheme.RSA_PKCS1_SHA256, pair.getPublic(), CONTENT,
                signing.doFinal(digestInfo));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    @PublishedAttack(id = "CVE-2022-25638", victim = "wolfSSL", kind = AttackKind.SIGNATURES,
            what = "CertificateVerify with a scheme that does not fit the certificate")
    void keysOfAnotherKindNeitherSignNorVerify(SignatureScheme scheme) throws GeneralSecurityException {
        for (SignatureScheme other : List.of(SignatureScheme.RSA_PKCS1_SHA256, SignatureScheme.ECDSA_SECP256R1_SHA256,
                SignatureScheme.ED25519, SignatureScheme.ED448)) {
            if (keyName(other).equals(keyName(scheme)) || keyName(scheme).startsWith("RSA")
                    && keyName(other).startsWith("RSA") || scheme.family() == other.family()
                            && scheme.family() == SignatureScheme.Family.ECDSA) {
                continue;
            }
            KeyPair pair = pair(other);
            assertThrows(InvalidKeyException.class, () -> CRYPTO.signer().sign(scheme, pair.getPrivate(), CONTENT));
            byte[] signature = CRYPTO.signer().sign(other, pair.getPrivate(), CONTENT);
            assertFalse(CRYPTO.signatureVerifier().verify(scheme, pair.getPublic(), CONTENT, signature));
        }
    }

    @Test
    void ecdsaNoncesAreNotRepeated() throws GeneralSecurityException {
        SignatureScheme scheme = SignatureScheme.ECDSA_SECP256R1_SHA256;
        byte[] first = CRYPTO.signer().sign(scheme, pair(scheme).getPrivate(), CONTENT);
        byte[] second = CRYPTO.signer().sign(scheme, pair(scheme).getPrivate(), CONTENT);
        assertFalse(Arrays.equals(first, second));
    }

    @Test
    void curvesOfOtherHashesSignAndVerifyForTls12() throws GeneralSecurityException {
        KeyPair pair = pair(SignatureScheme.ECDSA_SECP256R1_SHA256);
        byte[] signature = CRYPTO.signer().sign(SignatureScheme.ECDSA_SECP521R1_SHA512, pair.getPrivate(), CONTENT);
        assertTrue(CRYPTO.signatureVerifier().verify(SignatureScheme.ECDSA_SECP521R1_SHA512, pair.getPublic(), CONTENT,
                signature));
    }

    /** A key in a token: known by its algorithm only. */
    private record TokenKey(String algorithm) implements OpaqueKey {

        @Override
        public String getAlgorithm() {
            return algorithm;
        }
    }

    /** The provider of the token, which takes no other keys. */
    private static final class TokenProvider extends Provider {

        private static final long serialVersionUID = 1L;

        TokenProvider() {
            super("Token", "1", "signs with " + TokenKey.class);
            for (String algorithm : List.of("SHA256withECDSA", "SHA256withRSA", "RSASSA-PSS", "Ed25519")) {
                put("Signature." + algorithm, TokenSignature.class.getName());
            }
        }
    }

    /** Says what it signed, and as what. */
    public static final class TokenSignature extends SignatureSpi {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            if (!(key instanceof TokenKey token)) {
                throw new InvalidKeyException("not in the token");
            }
            content.writeBytes(token.algorithm.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("the token only signs");
        }

        @Override
        protected void engineUpdate(byte input) {
            content.write(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            content.write(input, offset, length);
        }

        @Override
        protected byte[] engineSign() {
            return content.toByteArray();
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return false;
        }

        @Override
        protected void engineSetParameter(AlgorithmParameterSpec parameters) {
            content.write(((PSSParameterSpec) parameters).getSaltLength());
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException(name);
        }
    }

    @Test
    void keysInTokensAreLeftToTheirProvider() throws GeneralSecurityException {
        Provider provider = new TokenProvider();
        Security.addProvider(provider);
        try {
            assertEquals("EC" + text(CONTENT), signedBy("EC", SignatureScheme.ECDSA_SECP256R1_SHA256));
            assertEquals("RSA" + text(CONTENT), signedBy("RSA", SignatureScheme.RSA_PKCS1_SHA256));
            assertEquals("RSA " + text(CONTENT), signedBy("RSA", SignatureScheme.RSA_PSS_RSAE_SHA256));
            assertEquals("EdDSA" + text(CONTENT), signedBy("EdDSA", SignatureScheme.ED25519));
        } finally {
            Security.removeProvider(provider.getName());
        }
        assertThrows(GeneralSecurityException.class, () -> signedBy("EC", SignatureScheme.ECDSA_SECP256R1_SHA256));
    }

    private static String signedBy(String algorithm, SignatureScheme scheme) throws GeneralSecurityException {
        return text(CRYPTO.signer().sign(scheme, new TokenKey(algorithm), CONTENT));
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    private static boolean jdkVerifies(SignatureScheme scheme, KeyPair pair, byte[] bytes)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(scheme.jcaName());
        signature.initVerify(pair.getPublic());
        if (scheme.jcaName().equals("RSASSA-PSS")) {
            String hash = scheme.hash().digestName();
            signature.setParameter(new PSSParameterSpec(hash, "MGF1", new java.security.spec.MGF1ParameterSpec(hash),
                    scheme.hash().length(), 1));
            assertEquals(2048 / 8, bytes.length);
        }
        signature.update(CONTENT);
        return signature.verify(bytes);
    }

    private static String keyName(SignatureScheme scheme) {
        return switch (scheme.family()) {
            case RSA_PKCS1, RSA_PSS_RSAE -> "RSA";
            case RSA_PSS_PSS -> "RSASSA-PSS";
            case ECDSA -> scheme.curve() == null ? "secp256r1" : scheme.curve().toString();
            case EDDSA -> scheme.jcaName();
        };
    }

    private static KeyPair pair(SignatureScheme scheme) {
        return KEYS.computeIfAbsent(keyName(scheme), name -> {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(name.startsWith("sec") ? "EC" : name);
                if (name.startsWith("sec")) {
                    generator.initialize(new ECGenParameterSpec(name));
                } else if (name.startsWith("RSA")) {
                    generator.initialize(2048);
                }
                return generator.generateKeyPair();
            } catch (GeneralSecurityException absent) {
                throw new IllegalStateException(name, absent);
            }
        });
    }
}

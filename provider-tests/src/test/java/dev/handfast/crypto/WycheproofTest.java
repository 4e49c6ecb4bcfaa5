package dev.handfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.SignatureScheme;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/** Wycheproof's vectors through the catalogue's interfaces; those that need known private keys are in {@code bc}. */
@Tag("unit")
class WycheproofTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();

    @ParameterizedTest
    @CsvSource({"aes_gcm_test, 100", "chacha20_poly1305_test, 250", "aes_ccm_test, 150"})
    void aead(String file, int least) {
        Wycheproof.run(file, least, test -> {
            BulkCipher cipher = cipher(file, test);
            byte[] nonce = test.bytes("iv");
            if (cipher == null || nonce.length != 12) {
                return false;
            }
            byte[] key = test.bytes("key");
            byte[] aad = test.bytes("aad");
            byte[] plain = test.bytes("msg");
            byte[] sealed = dev.handfast.wire.Bytes.concat(test.bytes("ct"), test.bytes("tag"));
            byte[] out = new byte[sealed.length];
            int length = CRYPTO.opener(cipher, key).open(nonce, aad, aad.length, sealed, 0, sealed.length, out, 0);
            if (!test.isValid()) {
                assertEquals(RecordOpener.FORGED, length);
                return true;
            }
            assertArrayEquals(plain, Arrays.copyOf(out, length));
            length = CRYPTO.sealer(cipher, key).seal(nonce, aad, aad.length, plain, 0, plain.length, out, 0);
            assertArrayEquals(sealed, Arrays.copyOf(out, length));
            return true;
        });
    }

    /** The kind with a case's sizes, or null if TLS has none such. */
    private static BulkCipher cipher(String file, Wycheproof.Case test) {
        BulkCipher.Kind kind = file.contains("gcm") ? BulkCipher.Kind.GCM
                : file.contains("ccm") ? BulkCipher.Kind.CCM : BulkCipher.Kind.CHACHA20;
        for (BulkCipher cipher : BulkCipher.values()) {
            if (cipher.kind() == kind && 8 * cipher.keyLength() == Integer.parseInt(test.of("keySize"))
                    && 8 * cipher.tagLength() == Integer.parseInt(test.of("tagSize"))) {
                return cipher;
            }
        }
        return null;
    }

    @Test
    void cbcDecryptsWhatIsThere() {
        Wycheproof.run("aes_cbc_pkcs5_test", 48, test -> {
            if (!test.isValid() || test.of("keySize").equals("192")) {
                return false;
            }
            byte[] record = test.bytes("ct");
            CRYPTO.cbcDecryptor(test.bytes("key")).process(test.bytes("iv"), 0, record, 0, record.length, record, 0);
            byte[] plain = test.bytes("msg");
            assertArrayEquals(plain, Arrays.copyOf(record, plain.length));
            CRYPTO.cbcEncryptor(test.bytes("key")).process(test.bytes("iv"), 0, record, 0, record.length, record, 0);
            assertArrayEquals(test.bytes("ct"), record);
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1", "SHA256", "SHA384", "SHA512"})
    void hmac(String name) {
        HashAlgorithm algorithm = HashAlgorithm.valueOf(name);
        Wycheproof.run("hmac_" + name.toLowerCase() + "_test", 150, test -> {
            Hmac hmac = CRYPTO.hmac(algorithm, test.bytes("key"));
            hmac.update(test.bytes("msg"));
            byte[] tag = test.bytes("tag");
            assertEquals(test.isValid(), Arrays.equals(tag, Arrays.copyOf(hmac.finish(), tag.length)));
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1", "SHA256", "SHA384", "SHA512"})
    void hkdfExtract(String name) {
        HashAlgorithm algorithm = HashAlgorithm.valueOf(name);
        Wycheproof.run("hkdf_" + name.toLowerCase() + "_test", 60, test -> {
            if (!test.isValid()) {
                return false;
            }
            Secret key = new Hkdf(CRYPTO, algorithm).extract(test.bytes("salt"), test.bytes("ikm"));
            byte[] okm = test.bytes("okm");
            assertArrayEquals(Arrays.copyOf(okm, Math.min(okm.length, algorithm.length())),
                    Arrays.copyOf(firstBlock(algorithm, key, test.bytes("info")),
                            Math.min(okm.length, algorithm.length())));
            return true;
        });
    }

    /** RFC 5869 section 2.3; {@link Hkdf} expands TLS's labels only. */
    private static byte[] firstBlock(HashAlgorithm algorithm, Secret key, byte[] info) {
        Hmac hmac = CRYPTO.hmac(algorithm, key.bytes());
        hmac.update(info);
        hmac.update(new byte[] {1});
        return hmac.finish();
    }

    @ParameterizedTest
    @CsvSource({
        "ecdsa_secp256r1_sha256_test, 450, ecdsa_secp256r1_sha256",
        "ecdsa_secp256r1_sha512_test, 450, ecdsa_secp521r1_sha512",
        "ecdsa_secp384r1_sha256_test, 400, ecdsa_secp256r1_sha256",
        "ecdsa_secp384r1_sha384_test, 400, ecdsa_secp384r1_sha384",
        "ecdsa_secp384r1_sha512_test, 400, ecdsa_secp521r1_sha512",
        "ecdsa_secp521r1_sha512_test, 400, ecdsa_secp521r1_sha512"})
    @PublishedAttack(id = "CVE-2022-21449", victim = "Java", kind = AttackKind.SIGNATURES,
            what = "psychic signatures: ECDSA with r = s = 0")
    void ecdsaVerify(String file, int least, String scheme) {
        verify(file, least, "EC", SignatureScheme.named(scheme));
    }

    @ParameterizedTest
    @CsvSource({"ed25519_test, 120, ed25519", "ed448_test, 70, ed448"})
    void eddsaVerify(String file, int least, String scheme) {
        verify(file, least, "EdDSA", SignatureScheme.named(scheme));
    }

    @ParameterizedTest
    @CsvSource({
        "rsa_signature_2048_sha256_test, rsa_pkcs1_sha256", "rsa_signature_2048_sha384_test, rsa_pkcs1_sha384",
        "rsa_signature_2048_sha512_test, rsa_pkcs1_sha512", "rsa_signature_3072_sha256_test, rsa_pkcs1_sha256",
        "rsa_signature_3072_sha384_test, rsa_pkcs1_sha384", "rsa_signature_3072_sha512_test, rsa_pkcs1_sha512",
        "rsa_signature_4096_sha256_test, rsa_pkcs1_sha256", "rsa_signature_4096_sha384_test, rsa_pkcs1_sha384",
        "rsa_signature_4096_sha512_test, rsa_pkcs1_sha512", "rsa_signature_8192_sha256_test, rsa_pkcs1_sha256",
        "rsa_signature_8192_sha384_test, rsa_pkcs1_sha384", "rsa_signature_8192_sha512_test, rsa_pkcs1_sha512",
        "rsa_pss_2048_sha256_mgf1_32_test, rsa_pss_rsae_sha256",
        "rsa_pss_3072_sha256_mgf1_32_test, rsa_pss_rsae_sha256",
        "rsa_pss_4096_sha256_mgf1_32_test, rsa_pss_rsae_sha256",
        "rsa_pss_2048_sha384_mgf1_48_test, rsa_pss_rsae_sha384",
        "rsa_pss_4096_sha384_mgf1_48_test, rsa_pss_rsae_sha384",
        "rsa_pss_4096_sha512_mgf1_64_test, rsa_pss_rsae_sha512"})
    void rsaVerify(String file, String scheme) {
        verify(file, 60, "RSA", SignatureScheme.named(scheme));
    }

    @ParameterizedTest
    @CsvSource({"rsa_pss_2048_sha256_mgf1_32_params_test, rsa_pss_pss_sha256",
        "rsa_pss_3072_sha256_mgf1_32_params_test, rsa_pss_pss_sha256",
        "rsa_pss_4096_sha512_mgf1_64_params_test, rsa_pss_pss_sha512"})
    void rsaPssKeysVerify(String file, String scheme) {
        verify(file, 60, "RSASSA-PSS", SignatureScheme.named(scheme));
    }

    @ParameterizedTest
    @CsvSource({"rsa_pss_2048_sha256_mgf1_0_test, rsa_pss_rsae_sha256",
        "rsa_pss_4096_sha512_mgf1_32_test, rsa_pss_rsae_sha512"})
    void saltsOfAnotherLengthThanTheHashAreInvalid(String file, String scheme) {
        Wycheproof.run(file, 20, test -> {
            if (!test.isValid()) {
                return false;
            }
            assertFalse(CRYPTO.signatureVerifier().verify(SignatureScheme.named(scheme), publicKey("RSA", test),
                    test.bytes("msg"), test.bytes("sig")));
            return true;
        });
    }

    private static void verify(String file, int least, String keyAlgorithm, SignatureScheme scheme) {
        Wycheproof.run(file, least, test -> {
            boolean valid = CRYPTO.signatureVerifier().verify(scheme, publicKey(keyAlgorithm, test), test.bytes("msg"),
                    test.bytes("sig"));
            assertTrue(valid ? !test.isInvalid() : !test.isValid());
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void rsaSign(int bits) {
        Wycheproof.run("rsa_pkcs1_" + bits + "_sig_gen_test", 20, test -> {
            SignatureScheme scheme = SignatureScheme.named(
                    "rsa_pkcs1_" + test.of("sha").toLowerCase().replace("-", ""));
            if (scheme == null) {
                return false;
            }
            assertArrayEquals(test.bytes("sig"),
                    CRYPTO.signer().sign(scheme, privateKey(test), test.bytes("msg")));
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    @PublishedAttack(id = "CVE-2022-4304", victim = "OpenSSL", kind = AttackKind.KEY_EXCHANGE,
            what = "Marvin: RSA padding is told by time")
    void premastersAreFoundOrReplacedWithoutAWord(int bits) {
        Wycheproof.run("rsa_pkcs1_" + bits + "_test", 60, test -> {
            byte[] message = test.bytes("msg");
            int offered = message.length < 2 ? 0x0303 : (message[0] & 0xff) << 8 | message[1] & 0xff;
            try (Secret secret = CRYPTO.decryptPremaster(privateKey(test), test.bytes("ct"), offered)) {
                assertEquals(48, secret.length());
                assertEquals(test.isValid() && message.length == 48, Arrays.equals(message, secret.bytes()));
            }
            return true;
        });
    }

    private static PublicKey publicKey(String algorithm, Wycheproof.Case test) throws Exception {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(test.bytesOf("publicKeyDer")));
    }

    private static PrivateKey privateKey(Wycheproof.Case test) throws Exception {
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(test.bytesOf("privateKeyPkcs8")));
    }
}

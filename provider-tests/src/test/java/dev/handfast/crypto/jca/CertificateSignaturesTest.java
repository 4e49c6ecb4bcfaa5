package dev.handfast.crypto.jca;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.handfast.crypto.CertificateSignatures.Outcome;
import dev.handfast.crypto.Wycheproof;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.wire.Opaque;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Project Wycheproof's signatures, as if they stood on certificates. */
@org.junit.jupiter.api.Tag("unit")
class CertificateSignaturesTest {

    private final JcaCertificateSignatures signatures = new JcaCertificateSignatures();

    @ParameterizedTest
    @CsvSource({
        "ecdsa_secp256r1_sha256_test, 1.2.840.10045.4.3.2, 300",
        "ecdsa_secp256r1_sha512_test, 1.2.840.10045.4.3.4, 300",
        "ecdsa_secp384r1_sha384_test, 1.2.840.10045.4.3.3, 300",
        "ecdsa_secp521r1_sha512_test, 1.2.840.10045.4.3.4, 300",
        "ed25519_test, 1.3.101.112, 100",
        "ed448_test, 1.3.101.113, 60",
    })
    @PublishedAttack(id = "CVE-2022-21449", victim = "Java", kind = AttackKind.SIGNATURES,
            what = "psychic signatures: ECDSA with r = s = 0")
    void agreesWithWycheproof(String file, String oid, int least) {
        Opaque algorithm = Opaque.adopt(new DerWriter().sequence(w -> w.oid(Oid.of(oid))).toBytes());
        Wycheproof.run(file, least, test -> {
            Outcome outcome = signatures.verify(Opaque.adopt(test.bytesOf("publicKeyDer")), algorithm,
                    Opaque.copyOf(test.bytes("msg")), Opaque.copyOf(test.bytes("sig")));
            assertEquals(test.isValid() ? Outcome.VALID : Outcome.INVALID, outcome);
            return true;
        });
    }

    /** Where Wycheproof leaves the choice (digest identifiers without NULL), the JDK's answer is ours. */
    @ParameterizedTest
    @CsvSource({
        "rsa_signature_2048_sha256_test, 1.2.840.113549.1.1.11, SHA256withRSA",
        "rsa_signature_2048_sha384_test, 1.2.840.113549.1.1.12, SHA384withRSA",
        "rsa_signature_2048_sha512_test, 1.2.840.113549.1.1.13, SHA512withRSA",
        "rsa_signature_3072_sha256_test, 1.2.840.113549.1.1.11, SHA256withRSA",
        "rsa_signature_4096_sha384_test, 1.2.840.113549.1.1.12, SHA384withRSA",
        "rsa_signature_8192_sha512_test, 1.2.840.113549.1.1.13, SHA512withRSA",
        "rsa_signature_2048_sha224_test, 1.2.840.113549.1.1.14, SHA224withRSA",
    })
    void agreesWithWycheproofAndTheJdkAboutRsa(String file, String oid, String name) {
        Opaque algorithm = Opaque.adopt(new DerWriter()
                .sequence(w -> w.oid(Oid.of(oid)).raw(new byte[] {Tag.NULL, 0})).toBytes());
        Wycheproof.run(file, 60, test -> {
            Opaque key = Opaque.adopt(test.bytesOf("publicKeyDer"));
            Outcome outcome = signatures.verify(key, algorithm, Opaque.copyOf(test.bytes("msg")),
                    Opaque.copyOf(test.bytes("sig")));
            assertEquals(byTheJdk(name, key, test.bytes("msg"), test.bytes("sig")) ? Outcome.VALID : Outcome.INVALID,
                    outcome);
            assertFalse(test.isValid() && outcome != Outcome.VALID);
            assertFalse(test.isInvalid() && outcome == Outcome.VALID);
            return true;
        });
    }

    private static boolean byTheJdk(String name, Opaque key, byte[] signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(name, "SunRsaSign");
            verifier.initVerify(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key.toBytes())));
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** With an exponent of 3, what stands behind the digest can be chosen so that all else fits (CVE-2006-4339). */
    @Test
    void nothingMayStandBehindTheDigest() throws Exception {
        RSAPublicKey key;
        do {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(3072, BigInteger.valueOf(3)));
            key = (RSAPublicKey) generator.generateKeyPair().getPublic();
        } while (key.getModulus().bitLength() != 3072);
        byte[] signed = {1, 2, 3};
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(signed);
        byte[] prefix = HexFormat.of().parseHex("0001ffffffffffffffff003031300d060960864801650304020105000420");
        byte[] message = new byte[384];
        System.arraycopy(prefix, 0, message, 0, prefix.length);
        System.arraycopy(digest, 0, message, prefix.length, digest.length);
        BigInteger root = cubeRoot(new BigInteger(1, message)).add(BigInteger.ONE);
        byte[] made = root.pow(3).toByteArray();
        assertEquals(HexFormat.of().formatHex(message, 1, prefix.length + digest.length),
                HexFormat.of().formatHex(made, 0, prefix.length + digest.length - 1), "the forgery should begin well");
        byte[] signature = new byte[384];
        byte[] value = root.toByteArray();
        System.arraycopy(value, 0, signature, 384 - value.length, value.length);
        Opaque algorithm = Opaque.adopt(new DerWriter()
                .sequence(w -> w.oid(Oid.of("1.2.840.113549.1.1.11")).raw(new byte[] {Tag.NULL, 0})).toBytes());
        assertEquals(Outcome.INVALID, signatures.verify(Opaque.adopt(key.getEncoded()), algorithm,
                Opaque.adopt(signed), Opaque.adopt(signature)));
    }

    private static BigInteger cubeRoot(BigInteger of) {
        BigInteger low = BigInteger.ZERO;
        BigInteger high = BigInteger.ONE.shiftLeft(of.bitLength() / 3 + 1);
        while (high.subtract(low).bitLength() > 1) {
            BigInteger middle = low.add(high).shiftRight(1);
            if (middle.pow(3).compareTo(of) <= 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Test
    void anUnknownAlgorithmIsSaidToBeUnsupported() {
        Opaque algorithm = Opaque.adopt(new DerWriter().sequence(w -> w.oid(Oid.of("1.2.3.4"))).toBytes());
        assertEquals(Outcome.UNSUPPORTED,
                signatures.verify(Opaque.EMPTY, algorithm, Opaque.EMPTY, Opaque.EMPTY));
    }

    /** What is refused for its encoding is no wrong signature, whatever else is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.113549.1.1.11", "1.2.840.113549.1.1.10", "1.2.840.10045.4.3.2",
        "2.16.840.1.101.3.4.3.2", "1.3.101.112", "1.3.101.113", "2.16.840.1.101.3.4.3.17", "1.2.3.4"})
    void parametersWithoutMeaningAreAnObjection(String oid) {
        for (String parameters : new String[] {"0403010203", "3000020101", "05000500", "0501ff", "30800000", "ff"}) {
            Opaque algorithm = Opaque.adopt(new DerWriter().sequence(
                    w -> w.oid(Oid.of(oid)).raw(HexFormat.of().parseHex(parameters))).toBytes());
            assertNotNull(signatures.objection(null, algorithm, Opaque.EMPTY), parameters);
            assertEquals(false, signatures.verify(Opaque.EMPTY, algorithm, Opaque.EMPTY, Opaque.EMPTY) == Outcome.VALID,
                    parameters);
        }
    }

    @Test
    void aSignatureThatIsNoPairOfNumbersIsAnObjection() {
        Opaque algorithm = Opaque.adopt(new DerWriter().sequence(w -> w.oid(Oid.of("1.2.840.10045.4.3.2"))).toBytes());
        for (String encoding : new String[] {"", "3000", "3003020101", "30080202000102020001", "310602010102010100"}) {
            assertNotNull(signatures.objection(null, algorithm, Opaque.adopt(HexFormat.of().parseHex(encoding))),
                    encoding);
        }
        assertNull(signatures.objection(null, algorithm, Opaque.adopt(HexFormat.of().parseHex("3006020101020101"))));
    }
}

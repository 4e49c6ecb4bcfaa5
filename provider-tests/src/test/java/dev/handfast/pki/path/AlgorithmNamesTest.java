package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.der.Oid;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.wire.Opaque;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JCA's names of algorithms, by which properties disable them, and what verifying by a key costs. */
@Tag("unit")
class AlgorithmNamesTest {

    @ParameterizedTest
    @CsvSource({
        "1.2.840.113549.1.1.5, SHA1withRSA",
        "1.3.14.3.2.29, SHA1withRSA",
        "1.2.840.113549.1.1.11, SHA256withRSA",
        "1.2.840.10045.4.3.3, SHA384withECDSA",
        "2.16.840.1.101.3.4.3.18, ML-DSA-65",
        "1.2.3.4, 1.2.3.4"
    })
    void signatures(String oid, String name) {
        AlgorithmId algorithm = new AlgorithmId(Oid.of(oid), null, Opaque.EMPTY);
        assertEquals(name, AlgorithmNames.signature(algorithm));
        assertEquals(name, AlgorithmNames.describe(algorithm));
        assertNull(AlgorithmNames.maskHash(algorithm));
    }

    @Test
    void signaturesOfPssAreNamedByTheirHash() {
        AlgorithmId algorithm = pss("SHA384withRSAandMGF1").signatureAlgorithm();
        assertEquals("SHA384withRSAandMGF1", AlgorithmNames.signature(algorithm));
        assertEquals("SHA384", AlgorithmNames.maskHash(algorithm));
        assertTrue(AlgorithmNames.describe(algorithm).startsWith("RSASSA-PSS with "),
                AlgorithmNames.describe(algorithm));
        AlgorithmId unreadable = new AlgorithmId(algorithm.oid(), null, Opaque.EMPTY);
        assertEquals("RSASSA-PSS", AlgorithmNames.signature(unreadable));
        assertEquals("RSASSA-PSS", AlgorithmNames.describe(unreadable));
        assertNull(AlgorithmNames.maskHash(unreadable));
    }

    @ParameterizedTest
    @CsvSource({
        "EC, 256, EC, EC secp256r1, 1",
        "EC, 384, EC, EC secp384r1, 5",
        "EC, 521, EC, EC secp521r1, 14",
        "RSA, 2048, RSA, RSA of 2048 bits, 1",
        "RSA, 3072, RSA, RSA of 3072 bits, 2",
        "DSA, 1024, DSA, DSA of 1024 bits, 2",
        "Ed25519, 255, Ed25519, Ed25519, 2",
        "Ed448, 448, Ed448, Ed448, 7"
    })
    void keys(String algorithm, int bits, String name, String text, int cost) {
        Cert certificate = key(algorithm, bits);
        assertEquals(name, AlgorithmNames.key(certificate.key()));
        String described = AlgorithmNames.describe(certificate.key());
        assertTrue(described.startsWith(text), described);
        assertEquals(cost, SignatureCost.of(certificate.key()));
    }

    private static Cert key(String algorithm, int bits) {
        TestPki root = TestPki.root("CN=root");
        return root.issue("CN=leaf", c -> c.keys(TestPki.keys(algorithm, bits))).cert();
    }

    private static Cert pss(String algorithm) {
        TestPki root = TestPki.root("CN=root", c -> c.keys(TestPki.keys("RSA", 2048)));
        return root.issue("CN=leaf", c -> c.signer(key -> {
            try {
                return new JcaContentSignerBuilder(algorithm).setProvider(new BouncyCastleProvider()).build(key);
            } catch (OperatorCreationException e) {
                throw new IllegalStateException(e);
            }
        })).cert();
    }
}

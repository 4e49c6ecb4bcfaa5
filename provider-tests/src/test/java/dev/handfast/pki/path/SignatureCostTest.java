package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.wire.Opaque;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stranger makes us compute is counted by what it costs. */
@Tag("unit")
class SignatureCostTest {

    private final Counting crypto = new Counting();
    private final SharedCaches caches = new SharedCaches(1L << 30);
    private final PathValidator judge = new PathValidator(new SignatureChecks(crypto, caches), caches);

    /** Counts what is asked for. */
    private static final class Counting implements CertificateSignatures {

        private final CertificateSignatures real = new JcaCertificateSignatures();
        private int verified;
        private int digested;
        private int kept;

        @Override
        public Outcome verify(Opaque key, Opaque algorithm, Opaque signed, Opaque signature) {
            verified++;
            return real.verify(key, algorithm, signed, signature);
        }

        @Override
        public void keep(Opaque key) {
            kept++;
        }

        @Override
        public String objection(Opaque key, Opaque algorithm, Opaque signature) {
            return real.objection(key, algorithm, signature);
        }

        @Override
        public Opaque digest(String hash, Opaque bytes) {
            digested++;
            return real.digest(hash, bytes);
        }
    }

    /** Many authorities of one name, each with a large key that nobody has to own. */
    @ParameterizedTest
    @CsvSource({"2048, 100", "4096, 100", "8192, 50"})
    void largeKeysSpendTheBudgetSooner(int bits, int most) throws Exception {
        TestPki root = TestPki.root("CN=root");
        TestPki stranger = TestPki.root("CN=same", c -> c.keys(TestPki.keys("RSA", 2048)));
        Random random = new Random(bits);
        List<Cert> pool = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            BigInteger modulus = new BigInteger(bits, random).setBit(bits - 1).setBit(0);
            KeyPair keys = new KeyPair(KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus,
                    BigInteger.valueOf(65537))), stranger.keys().getPrivate());
            pool.add(root.issue("CN=same", c -> c.authority(-1).keys(keys)).cert());
        }
        Cert target = stranger.issue("CN=target", c -> c.dns("example.com")).cert();
        PathRefused refused = assertThrows(PathRefused.class, () -> new PathBuilder(judge).build(
                new PathBuilder.Request(target, pool, new Anchors(List.of(Anchor.of(root.cert()))),
                        ValidationParameters.at(TestPki.now()), null, null),
                new Budget()));
        assertEquals(PathFault.BUDGET, refused.fault(), refused.sentence());
        assertTrue(crypto.verified <= most, "verified: " + crypto.verified);
        assertEquals(0, crypto.kept, "keys of a path that was refused");
    }

    /** Long honest chains with the dearest usual keys, and as much again for revocation, are within it. */
    @Test
    void honestChainsAreWithinIt() throws Exception {
        Budget budget = new Budget();
        for (int i = 0; i < 8; i++) {
            budget.signature(null, TestPki.root("CN=large", c -> c.keys(TestPki.keys("EC", 521))).cert().key());
        }
        assertTrue(SignatureCost.of(TestPki.root("CN=usual").cert().key()) == 1);
    }

    /** A response about thousands of certificates of one serial number: names and keys are hashed once. */
    @Test
    void answersAreComparedByHashesMadeOnce() throws Exception {
        TestPki root = TestPki.root("CN=root");
        TestPki leaf = root.issue("CN=leaf", c -> c.dns("example.com"));
        AlgorithmIdentifier sha1 = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(SubjectPublicKeyInfo.getInstance(
                root.keys().getPublic().getEncoded()), digests.get(CertificateID.HASH_SHA1));
        for (int i = 0; i < 1_000; i++) {
            builder.addResponse(new CertificateID(new CertID(sha1, new DEROctetString(new byte[20]),
                    new DEROctetString(new byte[20]), new ASN1Integer(leaf.certificate().getSerialNumber()))),
                    CertificateStatus.GOOD);
        }
        OcspResponse response = OcspReader.read(new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL,
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(root.keys().getPrivate()), null,
                        new java.util.Date()))
                .getEncoded());
        VerifiedPath path = judge.validate(List.of(leaf.cert()), Anchor.of(root.cert()),
                ValidationParameters.at(TestPki.now()), new Budget());
        int before = crypto.digested;
        assertThrows(PathRefused.class, () -> Revocation.check(judge, path, 0, response, new Budget()));
        assertTrue(crypto.digested - before < 10, "digests: " + (crypto.digested - before));
    }
}

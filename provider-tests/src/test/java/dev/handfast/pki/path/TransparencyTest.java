package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.pki.TestLog;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.Precertificate;
import dev.handfast.pki.cert.Sct;
import dev.handfast.wire.Opaque;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RFC 6962 sections 3.2 and 3.3, with logs of our own. */
@Tag("unit")
class TransparencyTest {

    private static final long NOW = System.currentTimeMillis() / 1000 * 1000;

    private final TestPki root = TestPki.root("CN=root");
    private final KeyPair leafKeys = TestPki.keys("EC", 256);
    private final List<TestLog> logs = List.of(new TestLog("EC"), new TestLog("RSA"), new TestLog("EC"));

    @Test
    void whatTheLogSignedIsTheCertificateWithoutItsTimestamps() throws Exception {
        byte[] without = certificate(null).signed().toBytes();
        assertArrayEquals(without, Precertificate.of(certificate(new byte[] {0, 0})).toBytes());
        assertArrayEquals(without, Precertificate.of(certificate(null)).toBytes());
    }

    @Test
    void timestampsOfEnoughKnownLogs() throws Exception {
        Cert two = certificate(TestLog.list(timestamp(0, NOW - 1000), timestamp(1, NOW - 2000)));
        check(two, 2, 0, 1, 2);
        assertEquals(PathFault.TRANSPARENCY, refused(two, 3, 0, 1, 2));
        assertEquals(PathFault.TRANSPARENCY, refused(two, 2, 0, 2));
        assertEquals(PathFault.TRANSPARENCY, refused(certificate(null), 1, 0, 1));
    }

    /** Section 3.3: beside the certificate, over the whole of it; those that are embedded count with them. */
    @Test
    void timestampsThatAreDeliveredCountToo() throws Exception {
        Cert bare = certificate(null);
        List<Sct> delivered = Sct.readAll(TestLog.list(logs.get(0).timestamp(NOW - 1000, x509(bare)),
                logs.get(1).timestamp(NOW - 1000, x509(bare))));
        check(bare, delivered, 2, 0, 1);
        assertEquals(PathFault.TRANSPARENCY,
                assertThrows(PathRefused.class, () -> check(bare, delivered.subList(0, 1), 2, 0, 1)).fault());
        Cert embedded = certificate(TestLog.list(timestamp(0, NOW - 1000)));
        check(embedded, Sct.readAll(TestLog.list(logs.get(1).timestamp(NOW - 1000, x509(embedded)))), 2, 0, 1);
        PathRefused refused = assertThrows(PathRefused.class, () -> check(embedded, delivered, 2, 0, 1));
        assertTrue(refused.getMessage().contains("of 1 known certificate transparency logs (of 3 timestamps in all)"),
                refused.getMessage());
    }

    private static X509Certificate x509(Cert certificate) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.encoded().toBytes()));
    }

    @Test
    void aLogCountsOnce() throws Exception {
        Cert twice = certificate(TestLog.list(timestamp(0, NOW - 1000), timestamp(0, NOW - 2000)));
        check(twice, 1, 0);
        assertEquals(PathFault.TRANSPARENCY, refused(twice, 2, 0, 1));
    }

    @Test
    void timestampsOfTheFutureAndForgedOnesDoNotCount() throws Exception {
        assertEquals(PathFault.TRANSPARENCY, refused(certificate(TestLog.list(timestamp(0, NOW + 3_600_000))), 1, 0));
        byte[] forged = timestamp(0, NOW - 1000);
        forged[forged.length - 1] ^= 1;
        assertEquals(PathFault.TRANSPARENCY, refused(certificate(TestLog.list(forged)), 1, 0));
    }

    @Test
    void timestampsOfThisVeryTimeAndOfTheFirstCount() throws Exception {
        check(certificate(TestLog.list(timestamp(0, NOW), timestamp(1, 0))), 2, 0, 1);
        assertEquals(PathFault.TRANSPARENCY, refused(certificate(TestLog.list(timestamp(0, NOW + 1))), 1, 0));
    }

    @Test
    @PublishedAttack(id = "CVE-2025-32989", victim = "GnuTLS", kind = AttackKind.MEMORY,
            what = "a malformed list of timestamps in a certificate is read beyond its end")
    void malformedListsAreRefused() throws Exception {
        PathRefused refused = assertThrows(PathRefused.class, () -> check(certificate(new byte[] {0, 5, 1}), 1, 0));
        assertTrue(refused.getMessage().contains("SignedCertificateTimestampList"), refused.getMessage());
    }

    /** An anchor may be a name with a key: where it is itself the target, nothing can have been logged. */
    @Test
    void whereThereIsNoCertificateNoneWasLogged() throws Exception {
        JcaCertificateSignatures crypto = new JcaCertificateSignatures();
        VerifiedPath path = new PathValidator(new SignatureChecks(crypto, null), new SharedCaches(1L << 30)).validate(
                List.of(), new Anchor(null, root.cert().subject(), root.cert().key(), null),
                ValidationParameters.at(NOW), new Budget());
        Transparency demanding = new Transparency(crypto, List.of(logs.get(0).key()), 1);
        assertEquals(PathFault.TRANSPARENCY,
                assertThrows(PathRefused.class, () -> demanding.check(path, List.of())).fault());
    }

    private PathFault refused(Cert certificate, int least, int... known) {
        return assertThrows(PathRefused.class, () -> check(certificate, least, known)).fault();
    }

    private void check(Cert certificate, int least, int... known) throws PathRefused {
        check(certificate, List.of(), least, known);
    }

    private void check(Cert certificate, List<Sct> delivered, int least, int... known) throws PathRefused {
        JcaCertificateSignatures crypto = new JcaCertificateSignatures();
        List<Opaque> keys = new ArrayList<>();
        for (int log : known) {
            keys.add(logs.get(log).key());
        }
        VerifiedPath path = new PathValidator(new SignatureChecks(crypto, null), new SharedCaches(1L << 30)).validate(
                List.of(certificate),
                Anchor.of(root.cert()), ValidationParameters.at(NOW), new Budget());
        new Transparency(crypto, keys, least).check(path, delivered);
    }

    private byte[] timestamp(int log, long time) throws Exception {
        return logs.get(log).embedded(time, root, certificate(null).signed());
    }

    private Cert certificate(byte[] timestamps) throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name("CN=root"),
                BigInteger.valueOf(4711), new Date(NOW - 86_400_000), new Date(NOW + 86_400_000),
                new X500Name("CN=leaf"), leafKeys.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, "www.example.com")));
        if (timestamps != null) {
            builder.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), false,
                    new DEROctetString(timestamps));
        }
        return CertReader.read(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                .build(root.keys().getPrivate())).getEncoded());
    }
}

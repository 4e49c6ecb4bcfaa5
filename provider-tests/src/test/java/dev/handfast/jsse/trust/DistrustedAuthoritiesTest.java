package dev.handfast.jsse.trust;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.peers.TestJvm;
import dev.handfast.pki.TestPki;
import dev.handfast.wire.Bytes;
import java.security.MessageDigest;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code jdk.security.caDistrustPolicies} names is distrusted as by the JDK's own validator. */
@Tag("contract")
class DistrustedAuthoritiesTest {

    private static final TestPki ROOT = TestPki.root("CN=distrusted");
    private static final TestPki AUTHORITY = ROOT.authority("CN=authority");
    private static final LocalDate LONG_AGO = LocalDate.of(2000, 1, 1);
    private static final LocalDate FAR = LocalDate.of(2999, 1, 1);

    /** Data and judgement are those of the JDK: in a JVM that lets them be looked at. */
    @Test
    void theJdkSaysTheSame() throws Exception {
        String said = TestJvm.run(List.of("--add-opens=java.base/sun.security.validator=ALL-UNNAMED"),
                JdkDistrust.class);
        assertTrue(said.contains("SYMANTEC_TLS") && said.contains("ENTRUST_TLS"), said);
        assertTrue(said.trim().endsWith("the same"), said);
    }

    private static String fingerprint(TestPki certificate) throws Exception {
        return Bytes.hex(MessageDigest.getInstance("SHA-256").digest(certificate.certificate().getEncoded()));
    }

    private static PkixTrustManager trusting(TestPki anchor, LocalDate last, Map<String, LocalDate> later)
            throws Exception {
        return new PkixTrustManager(new TrustSource(PathEngine.ofProcess(),
                Set.of(new TrustAnchor(anchor.certificate(), null)), null,
                certificate -> "the test", new DistrustPolicy(List.of(new DistrustedAuthorities("TEST",
                        Set.of(fingerprint(anchor)), last, later)))));
    }

    private static void server(PkixTrustManager manager, TestPki... chain) throws CertificateException {
        X509Certificate[] certificates = new X509Certificate[chain.length];
        for (int i = 0; i < chain.length; i++) {
            certificates[i] = chain[i].certificate();
        }
        manager.checkServerTrusted(certificates, "ECDHE_ECDSA");
    }

    @Test
    void certificatesThatWereIssuedTooLateAreRefused() throws Exception {
        TestPki below = AUTHORITY.issue("CN=leaf", c -> c.dns("www.example.com"));
        TestPki direct = ROOT.issue("CN=leaf", c -> c.dns("www.example.com"));
        LocalDate issued = LocalDate.ofInstant(below.certificate().getNotBefore().toInstant(), ZoneOffset.UTC);
        for (LocalDate last : List.of(LONG_AGO, issued.minusDays(1), issued, FAR)) {
            PkixTrustManager manager = trusting(ROOT, last, Map.of());
            for (TestPki[] chain : List.of(new TestPki[] {below, AUTHORITY}, new TestPki[] {direct},
                    new TestPki[] {below, AUTHORITY, ROOT})) {
                if (issued.isAfter(last)) {
                    String refused = assertThrows(CertificateException.class, () -> server(manager, chain))
                            .getMessage();
                    assertTrue(refused.contains("caDistrustPolicies") && refused.contains("CN=distrusted"), refused);
                    // Again, where the path is remembered.
                    assertThrows(CertificateException.class, () -> server(manager, chain));
                } else {
                    server(manager, chain);
                }
            }
        }
    }

    @Test
    void someAuthoritiesHaveMoreTime() throws Exception {
        TestPki below = AUTHORITY.issue("CN=leaf", c -> c.dns("www.example.com"));
        server(trusting(ROOT, LONG_AGO, Map.of(fingerprint(AUTHORITY), FAR)), below, AUTHORITY);
        PkixTrustManager notLonger = trusting(ROOT, FAR, Map.of(fingerprint(AUTHORITY), LONG_AGO));
        assertThrows(CertificateException.class, () -> server(notLonger, below, AUTHORITY));
    }

    @Test
    void clientsOtherAuthoritiesAndPinnedCertificatesAreNotConcerned() throws Exception {
        TestPki below = AUTHORITY.issue("CN=leaf", c -> c.dns("www.example.com"));
        X509Certificate[] chain = {below.certificate(), AUTHORITY.certificate()};
        PkixTrustManager manager = trusting(ROOT, LONG_AGO, Map.of());
        assertDoesNotThrow(() -> manager.checkClientTrusted(chain, "EC"));
        TestPki other = TestPki.root("CN=other");
        assertDoesNotThrow(() -> server(new PkixTrustManager(new TrustSource(
                PathEngine.ofProcess(), Set.of(new TrustAnchor(other.certificate(), null)), null,
                certificate -> "the test",
                DistrustPolicy.current())), other.issue("CN=leaf", c -> c.dns("www.example.com"))));
        assertDoesNotThrow(() -> server(trusting(below, LONG_AGO, Map.of()), below));
    }

    @Test
    void thePropertyNamesThem() throws Exception {
        String property = "jdk.security.caDistrustPolicies";
        String before = Security.getProperty(property);
        try {
            Security.setProperty(property, " ENTRUST_TLS , NO_SUCH_POLICY");
            assertEquals(List.of(DistrustedAuthorities.named("ENTRUST_TLS")), DistrustPolicy.current().distrusted());
            Security.setProperty(property, "");
            assertEquals(List.of(), DistrustPolicy.current().distrusted());
            Security.setProperty(property, "SYMANTEC_TLS,ENTRUST_TLS,CAMERFIRMA_TLS,CHUNGHWA_TLS");
            assertEquals(DistrustedAuthorities.KNOWN, DistrustPolicy.current().distrusted());
        } finally {
            Security.setProperty(property, before == null ? "" : before);
        }
    }
}

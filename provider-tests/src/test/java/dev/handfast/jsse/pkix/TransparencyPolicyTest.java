package dev.handfast.jsse.pkix;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.certs.TransparencyPolicy;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestLog;
import dev.handfast.pki.TestPki;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timestamps by the TLS extension and by OCSP reach the policy (RFC 6962 section 3.3). */
@Tag("contract")
class TransparencyPolicyTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final long NOW = System.currentTimeMillis();

    private final TestPki leaf = ROOT.issue("CN=leaf", c -> c.dns("localhost"));
    private final TestLog one = new TestLog("EC");
    private final TestLog two = new TestLog("RSA");
    private final TestLog unknown = new TestLog("EC");

    @TempDir
    private Path directory;
    private Path logs;

    @BeforeEach
    void writeLogs() throws Exception {
        logs = Files.writeString(directory.resolve("logs.pem"), one.pem() + two.pem());
    }

    @Test
    void byTls() throws Exception {
        check("require", new byte[0], TestLog.list(stamp(one), stamp(two)));
        refused(new byte[0], TestLog.list(stamp(one)));
        refused(new byte[0], TestLog.list(stamp(one), stamp(unknown)));
        refused(new byte[0], TestLog.list(stamp(one), stamp(one)));
        refused(new byte[0], new byte[0]);
    }

    @Test
    void byOcsp() throws Exception {
        check("require", staple(TestLog.list(stamp(one), stamp(two))), new byte[0]);
        refused(staple(TestLog.list(stamp(one))), new byte[0]);
        refused(staple(null), new byte[0]);
    }

    @Test
    void allWaysCountTogether() throws Exception {
        check("require", staple(TestLog.list(stamp(one))), TestLog.list(stamp(two)));
        refused(staple(TestLog.list(stamp(one))), TestLog.list(stamp(one)));
    }

    @Test
    void timestampsOfOtherCertificatesOrThatCannotBeReadAreNone() throws Exception {
        TestPki other = ROOT.issue("CN=other", c -> c.dns("localhost"));
        refused(new byte[0], TestLog.list(one.timestamp(NOW - 1000, other.certificate()), stamp(two)));
        refused(new byte[0], TestLog.list(one.timestamp(NOW + 3_600_000, leaf.certificate()), stamp(two)));
        byte[] forged = stamp(one);
        forged[forged.length - 1] ^= 1;
        refused(new byte[0], TestLog.list(forged, stamp(two)));
        refused(new byte[0], new byte[] {0, 9, 1});
        refused(new byte[0], TestLog.list(new byte[] {0, 1, 2}));
        refused(staple(new byte[] {0, 9, 1}), new byte[0]);
        // What came by the other way still counts.
        check("require", staple(new byte[] {0, 9, 1}), TestLog.list(stamp(one), stamp(two)));
    }

    @Test
    void reportingLetsThemPass() throws Exception {
        check("report", new byte[0], TestLog.list(stamp(unknown)));
        check("off", new byte[0], new byte[0]);
    }

    @Test
    void timestampsAreAskedForWhereThereIsAPolicy() throws Exception {
        assertFalse(TransparencyPolicy.isOn());
        assertFalse(with(Map.of("handfast.pki.transparency", "OFF"), TransparencyPolicy::isOn));
        assertTrue(with(Map.of("handfast.pki.transparency", "report"), TransparencyPolicy::isOn));
        assertTrue(with(Map.of("handfast.pki.transparency", "require"), TransparencyPolicy::isOn));
    }

    private byte[] stamp(TestLog log) throws Exception {
        return log.timestamp(NOW - 1000, leaf.certificate());
    }

    private byte[] staple(byte[] timestamps) throws Exception {
        return TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, ROOT, new Date(NOW - 10_000),
                new Date(NOW + 10_000_000), timestamps);
    }

    private void refused(byte[] staple, byte[] byTls) {
        CertificateException refused = assertThrows(CertificateException.class, () -> check("require", staple, byTls));
        assertTrue(refused.getMessage().contains("known certificate transparency logs"), refused.getMessage());
    }

    private void check(String policy, byte[] staple, byte[] byTls) throws Exception {
        X509ExtendedTrustManager manager = with(Map.of("handfast.pki.transparency", policy,
                "handfast.pki.transparency.logs", logs.toString()),
                () -> (X509ExtendedTrustManager) JsseStack.HANDFAST.trustManagers(List.of(ROOT.certificate()))[0]);
        X509Certificate[] chain = {leaf.certificate()};
        manager.checkServerTrusted(chain, "UNKNOWN", new FakeEngine(true, "localhost", true, chain)
                .withStaples(staple.length == 0 ? List.of() : List.of(staple)).withTimestamps(byTls));
    }
}

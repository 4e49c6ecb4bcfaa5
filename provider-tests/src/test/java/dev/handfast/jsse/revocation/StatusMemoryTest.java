package dev.handfast.jsse.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.Responder;
import dev.handfast.jsse.pkix.TestRevocation;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.CrlReader;
import dev.handfast.pki.cert.OcspReader;
import java.io.IOException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which answers about revocation are kept, and for how long: what is not verified must not stand before the truth. */
@Tag("contract")
class StatusMemoryTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final int YEARS = 3650;
    private static final EnumSet<Option> OCSP = EnumSet.of(Option.SOFT_FAIL, Option.NO_FALLBACK);
    private static final EnumSet<Option> LISTS = EnumSet.of(Option.SOFT_FAIL, Option.PREFER_CRLS, Option.NO_FALLBACK);

    private final Responder server = new Responder();
    private Map<X509Certificate, byte[]> given = Map.of();

    StatusMemoryTest() throws IOException {
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private interface Made {
        byte[] about(TestPki leaf) throws Exception;
    }

    @Test
    void responsesThatProveNothingAreNotKept() throws Exception {
        TestPki other = ROOT.issue("CN=other", c -> {});
        TestPki stranger = TestPki.root("CN=root");
        TestPki late = ROOT.issue("CN=late", c -> c.valid(-9, -1).extension(Extension.extendedKeyUsage, false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)));
        Map<String, Made> useless = new LinkedHashMap<>();
        useless.put("a stranger's", leaf -> response(leaf, Status.GOOD, stranger));
        useless.put("by another end entity", leaf -> response(leaf, Status.GOOD, other));
        useless.put("by an expired delegate", leaf -> response(leaf, Status.GOOD, late));
        useless.put("about another", leaf -> response(other, Status.GOOD, ROOT));
        useless.put("of another issuer", leaf -> TestRevocation.response(stranger, leaf.certificate(), Status.GOOD,
                ROOT, -1, YEARS));
        useless.put("with a broken signature", leaf -> broken(response(leaf, Status.GOOD, ROOT)));
        useless.put("unknown", leaf -> response(leaf, Status.UNKNOWN, ROOT));
        useless.put("of the future", leaf -> TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, ROOT, 5,
                YEARS));
        useless.put("of the past", leaf -> TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, ROOT, -9,
                -8));
        useless.put("try later", leaf -> TestRevocation.failure(3));
        useless.put("no response", leaf -> "<html>".getBytes());
        useless.put("nothing", leaf -> new byte[0]);
        for (Map.Entry<String, Made> answer : useless.entrySet()) {
            TestPki leaf = ROOT.issue("CN=leaf", server.ocsp("/ocsp"));
            server.says("/ocsp", answer.getValue().about(leaf));
            validate(OCSP, leaf);
            server.says("/ocsp", response(leaf, Status.REVOKED, ROOT));
            assertRevoked(OCSP, answer.getKey(), leaf);
        }
    }

    /** Whoever has a certificate that a responder does not serve must not keep it from being asked about others. */
    @Test
    void whatIsDeclinedForOneCertificateIsAskedForAnother() throws Exception {
        TestPki strange = ROOT.issue("CN=strange", server.ocsp("/declined"));
        validate(OCSP, strange);
        TestPki leaf = ROOT.issue("CN=leaf", server.ocsp("/declined"));
        server.says("/declined", response(leaf, Status.REVOKED, ROOT));
        assertRevoked(OCSP, "behind another's 404", leaf);
    }

    @Test
    void whatIsProvedIsKept() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", server.ocsp("/ocsp"));
        server.says("/ocsp", response(leaf, Status.GOOD, ROOT));
        for (int i = 0; i < 3; i++) {
            validate(EnumSet.of(Option.NO_FALLBACK), leaf);
        }
        assertEquals(1, server.asked());
        TestPki bad = ROOT.issue("CN=bad", server.ocsp("/ocsp"));
        server.says("/ocsp", response(bad, Status.REVOKED, ROOT));
        assertRevoked(OCSP, "first", bad);
        server.says("/ocsp", TestRevocation.failure(3));
        assertRevoked(OCSP, "kept", bad);
    }

    @Test
    void listsThatProveNothingAreNotKept() throws Exception {
        Map<String, byte[]> useless = new LinkedHashMap<>();
        useless.put("/stranger", list(TestPki.root("CN=root")));
        useless.put("/neighbour", list(TestPki.root("CN=neighbour")));
        useless.put("/broken", broken(list(ROOT)));
        useless.put("/none", "<html>".getBytes());
        useless.put("/empty", new byte[0]);
        for (Map.Entry<String, byte[]> file : useless.entrySet()) {
            TestPki leaf = ROOT.issue("CN=leaf", server.lists(file.getKey()));
            server.says(file.getKey(), file.getValue());
            validate(LISTS, leaf);
            server.says(file.getKey(), list(ROOT, leaf));
            assertRevoked(LISTS, file.getKey(), leaf);
        }
    }

    /** Whoever can answer for one authority must not keep another's list out, which stands at the same address. */
    @Test
    void aListIsKeptForItsIssuerOnly() throws Exception {
        TestPki other = TestPki.root("CN=other");
        TestPki theirs = other.issue("CN=theirs", server.lists("/shared"));
        TestPki namesake = TestPki.root("CN=root");
        TestPki same = namesake.issue("CN=same", server.lists("/shared"));
        TestPki ours = ROOT.issue("CN=ours", server.lists("/shared"));
        server.says("/shared", list(other));
        validate(other, EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK), theirs);
        server.says("/shared", list(namesake));
        validate(namesake, EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK), same);
        server.says("/shared", list(ROOT, ours));
        assertRevoked(LISTS, "ours", ours);
        validate(other, EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK), theirs);
        assertEquals(3, server.asked(), "each is kept");
    }

    @Test
    void nothingIsKeptForLongerThanADay() throws Exception {
        long day = System.currentTimeMillis() + TimeUnit.DAYS.toMillis(1);
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        assertTrue(OcspClient.until(OcspReader.read(response(leaf, Status.GOOD, ROOT)), false) <= day + 60_000);
        assertTrue(CrlCache.until(List.of(CrlReader.read(list(ROOT))), 0) <= day + 60_000);
        assertTrue(OcspClient.until(OcspReader.read(TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD,
                ROOT, new Date(), null, null)), false) < System.currentTimeMillis(),
                "newer ones can be had at any time");
    }

    /** What is kept is believed until its next update, and then the responder is asked again. */
    @Test
    void behindItsTimeTheResponderIsAskedAgain() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", server.ocsp("/again"));
        long second = TimeUnit.SECONDS.toMillis(1);
        long next = (System.currentTimeMillis() / second + 4) * second;
        server.says("/again", TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, ROOT, new Date(),
                new Date(next), null));
        validate(EnumSet.of(Option.NO_FALLBACK), leaf);
        server.says("/again", response(leaf, Status.REVOKED, ROOT));
        boolean kept = !isRevoked(leaf);
        // On a machine that took seconds for that, it may have been the second answer already.
        assertTrue(kept || System.currentTimeMillis() >= next);
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        boolean revoked = isRevoked(leaf);
        while (!revoked && System.nanoTime() - patience < 0) {
            revoked = isRevoked(leaf);
        }
        assertTrue(revoked);
        assertEquals(2, server.asked());
    }

    /** A server that fails is left alone for a moment only. */
    @Test
    void failuresAreShort() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", server.ocsp("/fails"));
        for (int i = 0; i < 5; i++) {
            validate(OCSP, leaf);
        }
        assertTrue(server.asked() < 5, "it was left alone");
        server.says("/fails", response(leaf, Status.REVOKED, ROOT));
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        boolean revoked = isRevoked(leaf);
        while (!revoked && System.nanoTime() - patience < 0) {
            revoked = isRevoked(leaf);
        }
        assertTrue(revoked);
    }

    /** A peer must not keep us from asking by stapling, or an application by giving, what says nothing. */
    @Test
    void aUselessResponseAtHandDoesNotKeepFromAsking() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", server.ocsp("/ask"));
        for (byte[] given : List.of(TestRevocation.failure(3), response(leaf, Status.UNKNOWN, ROOT),
                response(leaf, Status.GOOD, TestPki.root("CN=root")), new byte[] {1})) {
            server.says("/ask", response(leaf, Status.REVOKED, ROOT));
            this.given = Map.of(leaf.certificate(), given);
            assertRevoked(OCSP, "asked", leaf);
        }
    }

    private boolean isRevoked(TestPki leaf) throws Exception {
        try {
            validate(OCSP, leaf);
            return false;
        } catch (CertPathValidatorException e) {
            return e.getReason() == BasicReason.REVOKED;
        }
    }

    private void assertRevoked(EnumSet<Option> options, String what, TestPki leaf) {
        CertPathValidatorException refused = assertThrows(CertPathValidatorException.class,
                () -> validate(options, leaf), what);
        assertEquals(BasicReason.REVOKED, refused.getReason(), what);
    }

    private void validate(EnumSet<Option> options, TestPki leaf) throws Exception {
        validate(ROOT, options, leaf);
    }

    private void validate(TestPki anchor, EnumSet<Option> options, TestPki leaf) throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(options);
        checker.setOcspResponses(given);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor.certificate(), null)));
        parameters.addCertPathChecker(checker);
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.certificate())),
                parameters);
    }

    private static byte[] broken(byte[] signed) {
        signed[signed.length - 3] ^= 1;
        return signed;
    }

    private static byte[] list(TestPki by, TestPki... revoked) throws Exception {
        return TestRevocation.list(by, by, 1, YEARS, null,
                Arrays.stream(revoked).map(TestPki::certificate).toArray(X509Certificate[]::new)).getEncoded();
    }

    private static byte[] response(TestPki about, Status status, TestPki signer) throws Exception {
        return TestRevocation.response(ROOT, about.certificate(), status, signer, -1, YEARS);
    }
}

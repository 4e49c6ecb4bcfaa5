package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.pki.TestPki;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Revocation through {@code PKIXRevocationChecker} and its options, by lists and by OCSP. */
@Tag("contract")
class RevocationTest {

    private static final TestPki ROOT = TestPki.root("CN=root");

    private final CertPathValidator validator;
    private final PKIXRevocationChecker checker;

    RevocationTest() throws Exception {
        validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    }

    @Test
    void givenResponsesAnswer() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        respond(leaf, TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, ROOT, -1, 1));
        validate(leaf);
        respond(leaf, TestRevocation.response(ROOT, leaf.certificate(), Status.REVOKED, ROOT, -1, 1));
        assertEquals(BasicReason.REVOKED, refused(leaf).getReason());
        respond(leaf, TestRevocation.response(ROOT, leaf.certificate(), Status.UNKNOWN, ROOT, -1, 1));
        assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused(leaf).getReason());
    }

    @Test
    @PublishedAttack(id = "CVE-2022-43705", victim = "Botan", kind = AttackKind.REVOCATION,
            what = "a response that nobody was allowed to sign")
    void onlyDelegatesSpeakForTheIssuer() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        TestPki delegate = ROOT.issue("CN=responder", c -> c.extension(Extension.extendedKeyUsage, false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)));
        respond(leaf, TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, delegate, -1, 1));
        validate(leaf);
        List<TestPki> others = List.of(
                ROOT.issue("CN=responder", c -> {}),
                ROOT.issue("CN=responder", c -> c.extension(Extension.extendedKeyUsage, false,
                        new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage))),
                ROOT.issue("CN=responder", c -> c.valid(-9, -1).extension(Extension.extendedKeyUsage, false,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning))),
                TestPki.root("CN=root").issue("CN=responder", c -> c.extension(Extension.extendedKeyUsage, false,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning))),
                ROOT.authority("CN=below").issue("CN=responder", c -> c.extension(Extension.extendedKeyUsage, false,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning))));
        for (TestPki other : others) {
            respond(leaf, TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, other, -1, 1));
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused(leaf).getReason());
        }
        checker.setOcspResponderCert(others.get(0).certificate());
        respond(leaf, TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, others.get(0), -1, 1));
        validate(leaf);
    }

    @Test
    void ofSeveralAnswersARevocationCountsFirst() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        for (Status[] answers : new Status[][] {{Status.GOOD, Status.REVOKED}, {Status.REVOKED, Status.GOOD}}) {
            respond(leaf, TestRevocation.responses(ROOT, leaf.certificate(), "SHA256withECDSA", ROOT, -3, 1, answers));
            assertEquals(BasicReason.REVOKED, refused(leaf).getReason());
        }
        respond(leaf, TestRevocation.responses(ROOT, leaf.certificate(), "SHA256withECDSA", ROOT, -3, 1,
                Status.UNKNOWN, Status.GOOD));
        validate(leaf);
        // Out of date, where only a revocation for good counts.
        respond(leaf, TestRevocation.responses(ROOT, leaf.certificate(), "SHA256withECDSA", ROOT, -9, -8,
                Status.HELD, Status.REVOKED, Status.HELD));
        assertEquals(BasicReason.REVOKED, refused(leaf).getReason());
    }

    /** As in the JDK, {@code jdk.certpath.disabledAlgorithms} is also about lists and responses. */
    @Test
    void disabledAlgorithmsSignNeitherListsNorResponses() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        byte[] response = TestRevocation.responses(ROOT, leaf.certificate(), "SHA384withECDSA", ROOT, -1, 1,
                Status.GOOD);
        List<?> list = List.of(TestRevocation.list("SHA384withECDSA", ROOT, ROOT, 1, 1, null));
        respond(leaf, response);
        validate(leaf);
        checker.setOcspResponses(Map.of());
        validateWith(list, leaf);
        String before = Security.getProperty("jdk.certpath.disabledAlgorithms");
        Security.setProperty("jdk.certpath.disabledAlgorithms", before + ", SHA384withECDSA");
        try {
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refusedWith(list, leaf).getReason());
            respond(leaf, response);
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused(leaf).getReason());
        } finally {
            Security.setProperty("jdk.certpath.disabledAlgorithms", before);
        }
    }

    /** RFC 5280 section 5.3.1: removeFromCRL is for delta lists; in a complete one the certificate still stands. */
    @Test
    void completeListsTakeNothingBack() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name(ROOT.name()), new Date());
        builder.setNextUpdate(Date.from(Instant.now().plusSeconds(999)));
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
        builder.addCRLEntry(leaf.certificate().getSerialNumber(), new Date(), CRLReason.removeFromCRL);
        byte[] list = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(ROOT.keys().getPrivate()))
                .getEncoded();
        assertEquals(BasicReason.REVOKED, refusedWith(List.of(CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(list))), leaf).getReason());
    }

    @Test
    void softFailLetsSilencePassButNoRevocation() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        checker.setOptions(EnumSet.of(Option.SOFT_FAIL));
        validate(leaf);
        assertEquals(1, checker.getSoftFailExceptions().size());
        respond(leaf, TestRevocation.response(ROOT, leaf.certificate(), Status.REVOKED, ROOT, -1, 1));
        assertEquals(BasicReason.REVOKED, refused(leaf).getReason());
    }

    @Test
    void onlyEndEntityLeavesAuthoritiesAlone() throws Exception {
        TestPki authority = ROOT.authority("CN=authority");
        TestPki leaf = authority.issue("CN=leaf", c -> {});
        respond(leaf, TestRevocation.response(authority, leaf.certificate(), Status.GOOD, authority, -1, 1));
        assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused(leaf, authority).getReason());
        checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY));
        validate(leaf, authority);
    }

    @Test
    void listsFallBackAndPrefer() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        Object list = TestRevocation.list(ROOT, ROOT, 1, 5, null, leaf.certificate());
        assertEquals(BasicReason.REVOKED, refusedWith(List.of(list), leaf).getReason());
        checker.setOptions(EnumSet.of(Option.NO_FALLBACK));
        assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refusedWith(List.of(list), leaf).getReason());
        checker.setOptions(EnumSet.of(Option.NO_FALLBACK, Option.PREFER_CRLS));
        assertEquals(BasicReason.REVOKED, refusedWith(List.of(list), leaf).getReason());
    }

    @Test
    @PublishedAttack(id = "RUSTSEC-2026-0049", victim = "webpki", kind = AttackKind.REVOCATION,
            what = "a list of another distribution point counts")
    void listsMustBeCurrentSignedAndInScope() throws Exception {
        checker.setOptions(EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK));
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        validateWith(List.of(TestRevocation.list(ROOT, ROOT, 1, 5, null)), leaf);
        TestPki certOnly = ROOT.issue("CN=root", c -> c.authority(-1).extension(Extension.keyUsage, true,
                new KeyUsage(KeyUsage.keyCertSign)));
        List<Object> useless = List.of(
                TestRevocation.list(ROOT, ROOT, 1, -2, null),
                TestRevocation.list(ROOT, TestPki.root("CN=root"), 1, 5, null),
                TestRevocation.list(ROOT, certOnly, 1, 5, null),
                TestRevocation.list(ROOT, ROOT, 1, 5, new IssuingDistributionPoint(null, false, true)),
                TestRevocation.list(ROOT, ROOT, 1, 5, new IssuingDistributionPoint(point("http://x.example/1"), false,
                        false)),
                TestRevocation.list(ROOT, ROOT, 1, 5, new IssuingDistributionPoint(null, false, false,
                        new ReasonFlags(ReasonFlags.keyCompromise), false, false)));
        for (Object list : useless) {
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS,
                    refusedWith(List.of(list, certOnly.certificate()), leaf).getReason(), list.toString());
        }
    }

    @Test
    void responsesAndListsAreFetchedOnceAndKept() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        String home = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
        try {
            AtomicInteger asked = new AtomicInteger();
            TestPki leaf = ROOT.issue("CN=leaf", c -> c.extension(Extension.authorityInfoAccess, false,
                    new AuthorityInformationAccess(AccessDescription.id_ad_ocsp,
                            new GeneralName(GeneralName.uniformResourceIdentifier, home + "/ocsp"))));
            byte[] response = TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, ROOT, -1, 1);
            server.createContext("/ocsp", exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                boolean right;
                try {
                    right = TestRevocation.isRequest(body);
                } catch (Exception e) {
                    right = false;
                }
                asked.incrementAndGet();
                exchange.sendResponseHeaders(right ? 200 : 400, right ? response.length : -1);
                if (right) {
                    exchange.getResponseBody().write(response);
                }
                exchange.close();
            });
            checker.setOptions(EnumSet.of(Option.NO_FALLBACK));
            validate(leaf);
            validate(leaf);
            assertEquals(1, asked.get());
            listIsFetched(server, home);
        } finally {
            server.stop(0);
        }
    }

    private void listIsFetched(HttpServer server, String home) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        TestPki leaf = ROOT.issue("CN=listed", c -> c.extension(Extension.cRLDistributionPoints, false,
                new CRLDistPoint(new DistributionPoint[] {
                    new DistributionPoint(point(home + "/list"), null, null)})));
        byte[] list = TestRevocation.list(ROOT, ROOT, 3, 5, null, leaf.certificate()).getEncoded();
        server.createContext("/list", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
            exchange.close();
        });
        checker.setOptions(EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK));
        assertEquals(BasicReason.REVOKED, refused(leaf).getReason());
        assertEquals(BasicReason.REVOKED, refused(leaf).getReason());
        assertEquals(1, asked.get());
    }

    @Test
    void aResponderThatIsAskedForIsAsked() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", c -> {});
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        server.start();
        try {
            checker.setOcspResponder(URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                    + server.getAddress().getPort() + "/"));
            CertPathValidatorException refused = refused(leaf);
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused.getReason());
            assertTrue(asked.get() >= 1);
        } finally {
            server.stop(0);
        }
    }

    private static DistributionPointName point(String uri) {
        return new DistributionPointName(new GeneralNames(
                new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
    }

    private void respond(TestPki about, byte[] response) {
        checker.setOcspResponses(Map.of(about.certificate(), response));
    }

    private CertPathValidatorException refused(TestPki... chain) {
        return refusedWith(List.of(), chain);
    }

    private CertPathValidatorException refusedWith(List<?> store, TestPki... chain) {
        return assertThrows(CertPathValidatorException.class, () -> validateWith(store, chain));
    }

    private void validate(TestPki... chain) throws Exception {
        validateWith(List.of(), chain);
    }

    private void validateWith(List<?> store, TestPki... chain) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.addCertPathChecker(checker);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(store)));
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(
                Arrays.stream(chain).map(TestPki::certificate).toList()), parameters);
    }
}

package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** OCSP responses as responders make them: without next update, with junk beside the signer's certificate. */
@Tag("contract")
class OddResponsesTest {

    private static final TestPki ROOT = TestPki.root("CN=root");

    private final TestPki leaf = ROOT.issue("CN=leaf", c -> {});
    private final TestPki delegate = ROOT.issue("CN=responder", c -> c.extension(Extension.extendedKeyUsage, false,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)));

    @Test
    void withoutNextUpdateItHoldsForTwelveHours() throws Exception {
        for (Duration age : List.of(Duration.ZERO, Duration.ofMinutes(40), Duration.ofHours(11))) {
            assertEquals(List.of(), validate(EnumSet.of(Option.NO_FALLBACK), aged(Status.GOOD, age)));
        }
        for (Duration age : List.of(Duration.ofHours(13), Duration.ofDays(400), Duration.ofHours(-2))) {
            CertPathValidatorException refused = refused(EnumSet.of(Option.NO_FALLBACK), aged(Status.GOOD, age));
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused.getReason());
            assertTrue(refused.getMessage().contains("the response is right from"), refused.getMessage());
        }
    }

    /** A revocation is for good: an old response that tells of it is no reason to believe otherwise. */
    @Test
    void anOldRevocationIsStillOne() throws Exception {
        for (byte[] old : List.of(aged(Status.REVOKED, Duration.ofDays(90)), TestRevocation.response(ROOT,
                leaf.certificate(), Status.REVOKED, ROOT, -9, -8))) {
            assertEquals(BasicReason.REVOKED, refused(EnumSet.of(Option.NO_FALLBACK, Option.SOFT_FAIL), old)
                    .getReason());
        }
    }

    @Test
    void oneUnreadableCertificateDoesNotVoidTheResponse() throws Exception {
        byte[] good = TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, delegate, -1, 1);
        for (ASN1Primitive junk : List.of(new ASN1Integer(5), new DERSequence(), new DERSequence(new ASN1Integer(7)),
                new DEROctetString(new byte[300]))) {
            for (boolean first : new boolean[] {true, false}) {
                assertEquals(List.of(), validate(EnumSet.of(Option.NO_FALLBACK), beside(good, junk, first)));
            }
        }
        byte[] alone = TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD, TestPki.root("CN=responder"), -1,
                1);
        CertPathValidatorException refused = refused(EnumSet.of(Option.NO_FALLBACK), beside(alone,
                new DERSequence(), true));
        assertTrue(refused.getMessage().contains("certificate 1 of the response cannot be read: "),
                refused.getMessage());
        assertEquals(BasicReason.REVOKED, refused(EnumSet.of(Option.NO_FALLBACK, Option.SOFT_FAIL), beside(
                TestRevocation.response(ROOT, leaf.certificate(), Status.REVOKED, delegate, -1, 1), new DERSequence(),
                true)).getReason());
    }

    /** The first line says which response is of no use, and why; so too where lists are asked then. */
    @Test
    void whatCannotBeReadIsNamed() throws Exception {
        for (EnumSet<Option> options : List.of(EnumSet.of(Option.NO_FALLBACK), EnumSet.noneOf(Option.class),
                EnumSet.of(Option.PREFER_CRLS))) {
            CertPathValidatorException refused = refused(options, "<html>".getBytes());
            assertTrue(refused.getMessage().contains("the response that the application gave cannot be read: "),
                    refused.getMessage());
            assertTrue(!options.isEmpty() || refused.getMessage().contains("; nor from revocation lists: "),
                    refused.getMessage());
        }
        try (Responder server = new Responder()) {
            server.says("/junk", "<html>".getBytes());
            TestPki asked = ROOT.issue("CN=asked", server.ocsp("/junk"));
            CertPathValidatorException refused = assertThrows(CertPathValidatorException.class,
                    () -> validate(asked, EnumSet.of(Option.NO_FALLBACK), Map.of()));
            assertTrue(refused.getMessage().contains("no response from " + server.at("/junk") + ": "),
                    refused.getMessage());
        }
    }

    /** With OCSP first and nothing there, a list that is there and useless is named all the same. */
    @Test
    void theSecondWaysReasonsAreNamedToo() throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.addCertPathChecker(checker);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(
                TestRevocation.list(ROOT, ROOT, 3, -2, null)))));
        String message = assertThrows(CertPathValidatorException.class, () -> validator.validate(
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.certificate())), parameters))
                .getMessage();
        assertTrue(message.contains("by OCSP: no responder is known; nor from revocation lists: the revocation list of"
                + " \"CN=root\", number 3 in the CertStore of type Collection does not answer: its next update was"),
                message);
    }

    @Test
    void aVersionThatIsWrittenOutIsRead() throws Exception {
        OCSPResponse response = OCSPResponse.getInstance(TestRevocation.response(ROOT, leaf.certificate(), Status.GOOD,
                ROOT, -1, 1));
        ASN1Sequence basic = ASN1Sequence.getInstance(response.getResponseBytes().getResponse().getOctets());
        ASN1EncodableVector data = new ASN1EncodableVector();
        data.add(new DERTaggedObject(true, 0, new ASN1Integer(0)));
        ASN1Sequence.getInstance(basic.getObjectAt(0)).forEach(data::add);
        ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(
                ROOT.keys().getPrivate());
        signer.getOutputStream().write(new DERSequence(data).getEncoded());
        ASN1EncodableVector all = new ASN1EncodableVector();
        all.add(new DERSequence(data));
        all.add(basic.getObjectAt(1));
        all.add(new DERBitString(signer.getSignature()));
        assertEquals(List.of(), validate(EnumSet.of(Option.NO_FALLBACK), wrap(new DERSequence(all))));
    }

    /** The same by a peer's staple, whatever is checked besides. */
    @Test
    void staplesFollowTheSameRules() throws Exception {
        TestPki server = ROOT.issue("CN=server", c -> c.dns("localhost"));
        Map<byte[], String> staples = new LinkedHashMap<>();
        staples.put(TestRevocation.response(ROOT, server.certificate(), Status.GOOD, ROOT,
                Date.from(Instant.now().minus(Duration.ofHours(11))), null, null), null);
        staples.put(beside(TestRevocation.response(ROOT, server.certificate(), Status.GOOD, delegate, -1, 1),
                new DERSequence(), true), null);
        staples.put(TestRevocation.response(ROOT, server.certificate(), Status.GOOD, ROOT,
                Date.from(Instant.now().minus(Duration.ofHours(13))), null, null), "the response is right from");
        staples.put("<html>".getBytes(), "The OCSP response that the server stapled for certificate ");
        for (Map.Entry<byte[], String> staple : staples.entrySet()) {
            X509Certificate[] chain = {server.certificate()};
            FakeEngine engine = new FakeEngine(true, "localhost", true, chain).withStaples(List.of(staple.getKey()));
            X509ExtendedTrustManager manager = (X509ExtendedTrustManager) JsseStack.HANDFAST
                    .trustManagers(List.of(ROOT.certificate()))[0];
            if (staple.getValue() == null) {
                manager.checkServerTrusted(chain, "UNKNOWN", engine);
            } else {
                String refused = assertThrows(CertificateException.class,
                        () -> manager.checkServerTrusted(chain, "UNKNOWN", engine)).getMessage();
                assertTrue(refused.contains(staple.getValue()), refused);
            }
        }
    }

    private byte[] aged(Status status, Duration age) throws Exception {
        return TestRevocation.response(ROOT, leaf.certificate(), status, ROOT, Date.from(Instant.now().minus(age)),
                null, null);
    }

    /** The response with something beside the certificates that come along. */
    private static byte[] beside(byte[] encoded, ASN1Primitive junk, boolean first) throws Exception {
        OCSPResponse response = OCSPResponse.getInstance(encoded);
        ASN1Sequence basic = ASN1Sequence.getInstance(response.getResponseBytes().getResponse().getOctets());
        ASN1EncodableVector certificates = new ASN1EncodableVector();
        if (first) {
            certificates.add(junk);
        }
        ASN1Sequence.getInstance((ASN1TaggedObject) basic.getObjectAt(3), true)
                .forEach(certificates::add);
        if (!first) {
            certificates.add(junk);
        }
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (int i = 0; i < 3; i++) {
            all.add(basic.getObjectAt(i));
        }
        all.add(new DERTaggedObject(true, 0, new DERSequence(certificates)));
        return wrap(new DERSequence(all));
    }

    private static byte[] wrap(DERSequence basic) throws Exception {
        return new OCSPResponse(new OCSPResponseStatus(0), new ResponseBytes(OCSPObjectIdentifiers.id_pkix_ocsp_basic,
                new DEROctetString(basic))).getEncoded();
    }

    private CertPathValidatorException refused(EnumSet<Option> options, byte[] response) {
        return assertThrows(CertPathValidatorException.class, () -> validate(options, response));
    }

    private List<CertPathValidatorException> validate(EnumSet<Option> options, byte[] response) throws Exception {
        return validate(leaf, options, Map.of(leaf.certificate(), response));
    }

    private static List<CertPathValidatorException> validate(TestPki target, EnumSet<Option> options,
            Map<X509Certificate, byte[]> given) throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(options);
        checker.setOcspResponses(given);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.addCertPathChecker(checker);
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(target.certificate())),
                parameters);
        return checker.getSoftFailExceptions();
    }
}

package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.wire.Opaque;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RFC 6960: when a response counts to the second, who may have signed it, and what is said of one that does not. */
@Tag("unit")
class OcspRulesTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki LEAF = ROOT.issue("CN=leaf", c -> {});
    private static final Instant NOW = Instant.ofEpochSecond(System.currentTimeMillis() / 1000);
    private static final int DAY = 86_400;

    private final PathValidator judge = new PathValidator(new SignatureChecks(new JcaCertificateSignatures(), null),
            new SharedCaches(1L << 30));
    private final List<OcspResponse> proved = new ArrayList<>();
    private ValidationParameters rules = ValidationParameters.at(NOW.toEpochMilli());
    private Budget budget = new Budget();
    private Cert trusted;

    /** A response in the making: by default good, from the issuer, current. */
    private static final class Draft {

        private CertificateStatus status = CertificateStatus.GOOD;
        private long from = -DAY;
        private Long until = (long) DAY;
        private TestPki signer = ROOT;
        private boolean byKey;
        private TestPki along;
        private TestPki about = LEAF;
        private Opaque nonce;
        private boolean strange;

        OcspResponse made() throws Exception {
            DigestCalculator sha1 = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
            BasicOCSPRespBuilder builder = byKey ? new BasicOCSPRespBuilder(SubjectPublicKeyInfo.getInstance(
                    signer.keys().getPublic().getEncoded()), sha1)
                    : new BasicOCSPRespBuilder(new RespID(new X500Name(signer.name())));
            builder.addResponse(new CertificateID(sha1, new JcaX509CertificateHolder(ROOT.certificate()),
                    about.certificate().getSerialNumber()), status, at(from), until == null ? null : at(until), null);
            List<Extension> extensions = new ArrayList<>();
            if (nonce != null) {
                extensions.add(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(
                        nonce.toBytes()).getEncoded()));
            }
            if (strange) {
                extensions.add(new Extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE.getEncoded()));
            }
            if (!extensions.isEmpty()) {
                builder.setResponseExtensions(new Extensions(extensions.toArray(new Extension[0])));
            }
            X509CertificateHolder[] certificates = along == null ? new X509CertificateHolder[0]
                    : new X509CertificateHolder[] {new JcaX509CertificateHolder(along.certificate())};
            return OcspReader.read(new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(signer.keys().getPrivate()), certificates,
                    new Date()))
                    .getEncoded());
        }

        private static Date at(long seconds) {
            return Date.from(NOW.plusSeconds(seconds));
        }
    }

    private static CertificateStatus revoked(int reason) {
        return new RevokedStatus(Date.from(NOW.minusSeconds(5L * DAY)), reason);
    }

    private static TestPki delegate(Consumer<TestPki.Content> more) {
        return ROOT.issue("CN=responder", c -> more.accept(c.extension(Extension.extendedKeyUsage, false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning))));
    }

    /** Section 4.2.2.1, with clocks that differ by fifteen minutes: the last second counts, the next does not. */
    @Test
    void timesCountToTheSecond() throws Exception {
        assertNull(judged(draft -> draft.from = Revocation.CLOCK_SKEW));
        assertSaid("the response is right from ", draft -> draft.from = Revocation.CLOCK_SKEW + 1);
        assertNull(judged(draft -> draft.until = (long) -Revocation.CLOCK_SKEW));
        assertSaid("the response is right from ", draft -> draft.until = -1L - Revocation.CLOCK_SKEW);
        long most = Revocation.WITHOUT_NEXT_UPDATE + Revocation.CLOCK_SKEW;
        assertNull(judged(draft -> without(draft, -most)));
        assertSaid("the response is right from ", draft -> without(draft, -most - 1));
        assertNull(judged(draft -> {
            draft.from = -NOW.getEpochSecond();
            draft.until = 0L;
        }));
    }

    private static void without(Draft draft, long from) {
        draft.from = from;
        draft.until = null;
    }

    /** What is proved and current is handed on, good or revoked, and a revocation for good at any time. */
    @Test
    void whatIsCurrentIsHandedOn() throws Exception {
        assertNull(judged(draft -> {}));
        assertEquals(1, proved.size());
        assertRevoked(CRLReason.keyCompromise, draft -> {});
        assertEquals(2, proved.size());
        assertRevoked(CRLReason.certificateHold, draft -> {});
        assertEquals(3, proved.size());
        assertRevoked(CRLReason.keyCompromise, draft -> draft.until = -2L * DAY / 3);
        assertEquals(4, proved.size());
        assertSaid("the response is right from ", draft -> {
            draft.status = revoked(CRLReason.certificateHold);
            draft.until = -2L * DAY / 3;
        });
        assertSaid("the responder does not know the certificate",
                draft -> draft.status = new org.bouncycastle.cert.ocsp.UnknownStatus());
        assertEquals(4, proved.size());
    }

    @Test
    void aRevocationSaysWhatHelps() throws Exception {
        assertEquals("Replace it", assertRevoked(CRLReason.keyCompromise, draft -> {}).cure());
        TestPki authority = ROOT.authority("CN=authority");
        TestPki below = authority.issue("CN=below", c -> {});
        VerifiedPath path = judge.validate(List.of(below.cert(), authority.cert()), Anchor.of(ROOT.cert()), rules,
                budget);
        Draft draft = new Draft();
        draft.about = authority;
        draft.status = revoked(CRLReason.keyCompromise);
        OcspResponse response = draft.made();
        PathRefused refused = assertThrows(PathRefused.class, () -> Revocation.check(judge, path, 1, response, budget));
        assertEquals(1, refused.index());
        assertTrue(refused.cure().startsWith("Have the target issued by another"), refused.cure());
    }

    /** Section 4.2.2.3: a responder is named by the hash of its key as well as by its name. */
    @Test
    void respondersMayBeNamedByKey() throws Exception {
        assertNull(judged(draft -> draft.byKey = true));
        TestPki delegate = delegate(c -> {});
        assertNull(judged(draft -> by(draft, delegate)));
        assertEquals(List.of(delegate.cert()), proved.get(1).certificates());
        assertNull(judged(draft -> {
            by(draft, delegate);
            draft.byKey = true;
        }));
        assertEquals(List.of(delegate.cert()), proved.get(2).certificates());
        assertSaid(NOBODY, draft -> {
            draft.byKey = true;
            draft.signer = delegate;
            draft.along = delegate(c -> {});
        });
        assertTrue(budget.spent().startsWith("0 signatures"), "none is of that key: " + budget.spent());
    }

    private static final String NOBODY = "the response was signed by no responder that may speak for the issuer";

    private static void by(Draft draft, TestPki signer) {
        draft.signer = signer;
        draft.along = signer;
    }

    /** Section 4.2.2.2, and RFC 5280 for the delegate's certificate. */
    @Test
    void delegatesMustBeEntitledAndValid() throws Exception {
        assertNull(judged(draft -> by(draft, delegate(c -> c.extension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck,
                true, DERNull.INSTANCE)))));
        assertNull(judged(draft -> by(draft, delegate(c -> c.extension(Extension.keyUsage, true, new KeyUsage(
                KeyUsage.digitalSignature))))));
        for (TestPki bad : List.of(delegate(c -> c.valid(-9, -1)), delegate(c -> c.valid(1, 9)),
                delegate(c -> c.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment))),
                delegate(c -> c.extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE)),
                delegate(c -> c.extension(Extension.extendedKeyUsage, false, null)),
                delegate(c -> c.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
                        KeyPurposeId.id_kp_serverAuth))))) {
            assertSaid(NOBODY, draft -> by(draft, bad));
        }
    }

    /** Whether a delegate's algorithms are accepted is for the rules of status, or those of certificates. */
    @Test
    void delegatesMustHaveAcceptableAlgorithms() throws Exception {
        TestPki strong = delegate(c -> {});
        Spread spread = new Spread(strong.cert());
        rules = rules.withStatusAlgorithms(spread);
        assertNull(judged(draft -> draft.byKey = true));
        rules = ValidationParameters.at(NOW.toEpochMilli()).withAlgorithms(spread);
        assertSaid(NOBODY, draft -> by(draft, strong));
        rules = ValidationParameters.at(NOW.toEpochMilli()).withStatusAlgorithms(new Spread(LEAF.cert()));
        assertSaid("the response's signature does not count: not this one", draft -> {});
    }

    /** Refuses whatever signed one certificate, or was said about it. */
    private record Spread(Cert refused) implements AlgorithmRules {

        @Override
        public String refusesSignature(dev.handfast.pki.cert.AlgorithmId algorithm, Cert signed, Context context) {
            return refused.equals(signed) ? "not this one" : null;
        }

        @Override
        public String refusesKey(dev.handfast.pki.cert.Spki key, Cert certificate, Context context) {
            return null;
        }
    }

    /** A responder that the application trusts is the only one then. */
    @Test
    void aTrustedResponderSpeaksAlone() throws Exception {
        TestPki own = TestPki.root("CN=own");
        trusted = own.cert();
        assertNull(judged(draft -> draft.signer = own));
        assertEquals(List.of(), proved.get(0).certificates());
        assertSaid(NOBODY, draft -> {});
        assertSaid(NOBODY, draft -> by(draft, delegate(c -> {})));
    }

    /** Section 4.4.1: a nonce that differs is another request's; none at all is common. */
    @Test
    void noncesMustAgreeWhereBothAreThere() throws Exception {
        Opaque ours = Opaque.copyOf(new byte[] {1, 2, 3});
        Draft draft = new Draft();
        assertNull(status().unproved(answer(draft.made(), ours)));
        draft.nonce = ours;
        OcspResponse echo = draft.made();
        assertNull(status().unproved(answer(echo, null)));
        Opaque sent = echo.nonce();
        assertNull(status().unproved(answer(echo, sent)));
        assertEquals("the response's nonce is not the request's", status().unproved(answer(echo,
                Opaque.copyOf(new byte[] {4}))));
    }

    @Test
    void whatIsSaidOfUselessResponses() throws Exception {
        assertEquals("the responder answered with status 3", status().unproved(answer(OcspReader.read(
                new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null).getEncoded()), null)));
        assertSaid("the response is about other certificates", draft -> draft.about = ROOT.issue("CN=x", c -> {}));
        assertSaid("the response has a critical extension that is not understood", draft -> draft.strange = true);
        PathRefused revoked = assertRevoked(CRLReason.keyCompromise, draft -> draft.strange = true);
        assertEquals(PathFault.REVOKED, revoked.fault());
        TestPki stranger = TestPki.root("CN=root");
        assertSaid(NOBODY, draft -> draft.signer = stranger);
    }

    /** What a server stapled has another cure than what we asked for ourselves. */
    @Test
    void staplesAndResponsesAreRefusedForThemselves() throws Exception {
        Draft draft = new Draft();
        draft.until = -2L * DAY / 3;
        OcspResponse old = draft.made();
        PathRefused staple = assertThrows(PathRefused.class, () -> Revocation.checkStapled(judge, path(), 0, old,
                budget));
        assertEquals(PathFault.STAPLE_UNACCEPTABLE, staple.fault());
        assertEquals(Revocation.STAPLE_CURE, staple.cure());
        PathRefused other = assertThrows(PathRefused.class, () -> Revocation.check(judge, path(), 0, old, budget));
        assertEquals(PathFault.REVOCATION_UNKNOWN, other.fault());
        assertTrue(other.cure().startsWith("Check its OCSP responder"), other.cure());
    }

    /** Each response that is judged counts, useless or not. */
    @Test
    void responsesCount() throws Exception {
        OcspResponse response = new Draft().made();
        OcspStatus status = status();
        for (int i = 0; i < Budget.REVOCATION_OBJECTS; i++) {
            budget.revocationObject(null);
        }
        assertEquals(PathFault.BUDGET, assertThrows(PathRefused.class, () -> status.unproved(answer(response, null)))
                .fault());
    }

    /** What a delegate's certificate and its response took is remembered: neither is verified again. */
    @Test
    void aDelegatesSignaturesAreKnownNextTime() throws Exception {
        SignatureChecks remembering = new SignatureChecks(new JcaCertificateSignatures(), new SharedCaches(1L << 30));
        Draft draft = new Draft();
        by(draft, delegate(c -> {}));
        OcspResponse response = draft.made();
        for (String spent : List.of("2 signatures", "0 signatures")) {
            Budget own = new Budget();
            assertNull(new OcspStatus(remembering, path(), 0, null, own).unproved(answer(response, null)));
            assertTrue(own.spent().startsWith(spent), own.spent());
        }
    }

    private VerifiedPath path() throws PathRefused {
        return judge.validate(List.of(LEAF.cert()), Anchor.of(ROOT.cert()), ValidationParameters.at(NOW.toEpochMilli()),
                new Budget());
    }

    /** The status of the leaf, whose path was accepted by other rules than are in force now. */
    private OcspStatus status() throws PathRefused {
        budget = new Budget();
        VerifiedPath accepted = path();
        return new OcspStatus(judge.signatures(), new VerifiedPath(accepted.certificates(), accepted.anchor(), List.of(
                LEAF.cert().key(), ROOT.cert().key()), null, rules), 0, trusted, budget);
    }

    private Revocation.Answer answer(OcspResponse response, Opaque nonce) {
        return new Revocation.Answer(response, nonce, "from a test", (verified, lasting) -> proved.add(verified));
    }

    private String judged(Consumer<Draft> how) throws Exception {
        Draft draft = new Draft();
        how.accept(draft);
        return status().unproved(answer(draft.made(), null));
    }

    private void assertSaid(String start, Consumer<Draft> how) throws Exception {
        String said = judged(how);
        assertTrue(said != null && said.startsWith(start), said);
    }

    private PathRefused assertRevoked(int reason, Consumer<Draft> how) {
        PathRefused refused = assertThrows(PathRefused.class, () -> judged(draft -> {
            draft.status = revoked(reason);
            how.accept(draft);
        }));
        assertEquals(PathFault.REVOKED, refused.fault());
        return refused;
    }
}

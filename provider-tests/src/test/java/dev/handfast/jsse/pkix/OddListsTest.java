package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.pki.TestPki;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What binds issuers of lists is held against the proof that a certificate is good, never against a revocation. */
@Tag("contract")
class OddListsTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
    private static final int KEY_COMPROMISE = 1;
    private static final int HOLD = 6;
    private static final int REMOVE = 8;

    /** A list in the making. */
    private static final class Draft {

        private Integer version = 1;
        private AlgorithmIdentifier inner = ECDSA;
        private Duration from = Duration.ofDays(-1);
        private Duration until = Duration.ofDays(1);
        private boolean generalized;
        private final ASN1EncodableVector entries = new ASN1EncodableVector();
        private final Map<ASN1ObjectIdentifier, DERSequence> extensions = new LinkedHashMap<>();

        Draft() {
            extension(Extension.cRLNumber, false, new ASN1Integer(7));
        }

        Draft extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
            extensions.put(oid, one(oid, critical, value));
            return this;
        }

        Draft entry(BigInteger serial, DERSequence... more) {
            ASN1EncodableVector entry = new ASN1EncodableVector();
            entry.add(new ASN1Integer(serial));
            entry.add(time(Duration.ofDays(-2)));
            if (more.length > 0) {
                entry.add(new DERSequence(more));
            }
            entries.add(new DERSequence(entry));
            return this;
        }

        private ASN1Encodable time(Duration fromNow) {
            Date date = Date.from(Instant.now().plus(fromNow));
            return generalized ? new DERGeneralizedTime(date) : new DERUTCTime(date);
        }

        byte[] signed() throws Exception {
            ASN1EncodableVector tbs = new ASN1EncodableVector();
            if (version != null) {
                tbs.add(new ASN1Integer(version));
            }
            tbs.add(inner);
            tbs.add(new X500Name(ROOT.name()));
            tbs.add(time(from));
            if (until != null) {
                tbs.add(time(until));
            }
            tbs.add(new DERSequence(entries));
            if (!extensions.isEmpty()) {
                tbs.add(new DERTaggedObject(true, 0, new DERSequence(
                        extensions.values().toArray(new ASN1Encodable[0]))));
            }
            byte[] content = new DERSequence(tbs).getEncoded();
            ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(ROOT.keys().getPrivate());
            signer.getOutputStream().write(content);
            return new DERSequence(new ASN1Encodable[] {new DERSequence(tbs), ECDSA,
                new DERBitString(signer.getSignature())}).getEncoded();
        }
    }

    private final Responder server = new Responder();
    private String path;
    private int leaves;

    OddListsTest() throws IOException {
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static DERSequence one(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
        try {
            ASN1EncodableVector extension = new ASN1EncodableVector();
            extension.add(oid);
            if (critical) {
                extension.add(ASN1Boolean.TRUE);
            }
            extension.add(new DEROctetString(value));
            return new DERSequence(extension);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DERSequence reason(int code) {
        return one(Extension.reasonCode, false, new ASN1Enumerated(code));
    }

    /** Faults whose lists show nothing by silence. */
    private static Map<String, Consumer<Draft>> unprovingFaults() {
        Map<String, Consumer<Draft>> faults = new LinkedHashMap<>();
        faults.put("it has no number", draft -> draft.extensions.put(Extension.cRLNumber, one(UNKNOWN, false,
                DERNull.INSTANCE)));
        faults.put("it marks as critical its extension CRLNumber", draft -> draft.extension(Extension.cRLNumber, true,
                new ASN1Integer(7)));
        faults.put("it has the critical extension " + UNKNOWN, draft -> draft.extension(UNKNOWN, true,
                DERNull.INSTANCE));
        faults.put("one of its entries has the critical extension " + UNKNOWN, draft -> draft.entry(BigInteger.TWO.pow(
                99), one(UNKNOWN, true, DERNull.INSTANCE)));
        faults.put("it does not say when the next update is due", draft -> draft.until = null);
        faults.put("its next update was due at", draft -> draft.until = Duration.ofHours(-1));
        faults.put("it is from the future", draft -> draft.from = Duration.ofHours(9));
        faults.put("its signed signature algorithm differs",
                draft -> draft.inner = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384));
        return faults;
    }

    @Test
    void aRevocationCountsHoweverTheListIsMade() throws Exception {
        for (Map.Entry<String, Consumer<Draft>> fault : unprovingFaults().entrySet()) {
            TestPki bad = leaf();
            TestPki good = ROOT.issue("CN=good", server.lists(path));
            Draft draft = new Draft();
            draft.entry(bad.certificate().getSerialNumber(), reason(KEY_COMPROMISE));
            fault.getValue().accept(draft);
            server.says(path, draft.signed());
            assertRevoked(bad, fault.getKey());
            CertPathValidatorException unknown = refused(false, good);
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, unknown.getReason());
            assertTrue(unknown.getMessage().contains(fault.getKey())
                    && unknown.getMessage().contains(server.at(path).toString()), unknown.getMessage());
            assertEquals(unknown.getMessage(), validate(true, good).get(0).getMessage());
        }
    }

    /** A hold may have ended since, so an old list's does not count; a current one's does. */
    @Test
    void aHoldCountsWhileTheListIsCurrent() throws Exception {
        for (int code : new int[] {HOLD, REMOVE}) {
            TestPki held = leaf();
            Draft current = new Draft().entry(held.certificate().getSerialNumber(), reason(code));
            server.says(path, current.signed());
            assertRevoked(held, "reason " + code);
            held = leaf();
            Draft old = new Draft().entry(held.certificate().getSerialNumber(), reason(code));
            old.until = Duration.ofHours(-1);
            server.says(path, old.signed());
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused(false, held).getReason());
        }
    }

    /** Oddities that leave a list as good as any. */
    @Test
    void oddListsThatAreRead() throws Exception {
        Map<String, Consumer<Draft>> oddities = new LinkedHashMap<>();
        oddities.put("nothing", draft -> {});
        oddities.put("version 1", draft -> {
            draft.version = null;
            draft.extensions.clear();
        });
        oddities.put("version 1, but written", draft -> {
            draft.version = 0;
            draft.extensions.clear();
        });
        oddities.put("GeneralizedTime before 2050", draft -> draft.generalized = true);
        oddities.put("NULL parameters inside only",
                draft -> draft.inner = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256,
                        DERNull.INSTANCE));
        oddities.put("an unknown extension", draft -> draft.extension(UNKNOWN, false, DERNull.INSTANCE));
        oddities.put("negative and long serials", draft -> draft.entry(BigInteger.valueOf(-5)).entry(
                BigInteger.TWO.pow(300)));
        oddities.put("unknown entry extensions", draft -> draft.entry(BigInteger.ZERO, one(UNKNOWN, false,
                DERNull.INSTANCE)));
        oddities.put("an empty list of entry extensions", draft -> draft.entries.add(new DERSequence(
                new ASN1Encodable[] {new ASN1Integer(3), new DERUTCTime(new Date()), new DERSequence()})));
        oddities.put("a reason that does not exist", draft -> draft.entry(BigInteger.ONE.negate(), reason(7)));
        oddities.put("a critical reason", draft -> draft.entry(BigInteger.TEN.negate(),
                one(Extension.reasonCode, true, new ASN1Enumerated(KEY_COMPROMISE))));
        oddities.put("a number of 30 octets", draft -> draft.extension(Extension.cRLNumber, false,
                new ASN1Integer(BigInteger.TWO.pow(239))));
        int i = 0;
        for (Map.Entry<String, Consumer<Draft>> oddity : oddities.entrySet()) {
            path = "/odd" + i++;
            TestPki bad = ROOT.issue("CN=bad", server.lists(path));
            TestPki good = ROOT.issue("CN=good", server.lists(path));
            Draft draft = new Draft();
            oddity.getValue().accept(draft);
            draft.entry(bad.certificate().getSerialNumber());
            server.says(path, draft.signed());
            assertRevoked(bad, oddity.getKey());
            assertEquals(List.of(), validate(false, good), oddity.getKey());
        }
    }

    @Test
    void ofTwoEntriesTheLastingOneCounts() throws Exception {
        for (int[] codes : new int[][] {{KEY_COMPROMISE, HOLD}, {HOLD, KEY_COMPROMISE}, {KEY_COMPROMISE, REMOVE}}) {
            TestPki bad = leaf();
            Draft draft = new Draft();
            for (int code : codes) {
                draft.entry(bad.certificate().getSerialNumber(), reason(code));
            }
            draft.until = Duration.ofHours(-1);
            server.says(path, draft.signed());
            assertRevoked(bad, codes[0] + ", " + codes[1]);
        }
    }

    /** A delta list that cannot be combined with the complete one still names who is revoked. */
    @Test
    void deltaListsThatDoNotFitStillRevoke() throws Exception {
        Map<String, Consumer<Draft>> faults = new LinkedHashMap<>();
        faults.put("nothing", draft -> {});
        faults.put("no number", draft -> draft.extensions.remove(Extension.cRLNumber));
        faults.put("too new a base", draft -> draft.extension(Extension.deltaCRLIndicator, true, new ASN1Integer(99)));
        faults.put("a key identifier", draft -> draft.extension(Extension.authorityKeyIdentifier, false,
                new AuthorityKeyIdentifier(new byte[] {1, 2, 3})));
        faults.put("out of date", draft -> draft.until = Duration.ofHours(-1));
        int i = 0;
        for (Map.Entry<String, Consumer<Draft>> fault : faults.entrySet()) {
            for (boolean numbered : new boolean[] {true, false}) {
                String here = "/delta" + i++;
                TestPki bad = ROOT.issue("CN=bad", c -> OddServer.lists(List.of(server.at(here + "c").toString(),
                        server.at(here + "d").toString())).accept(c));
                Draft complete = new Draft();
                if (!numbered) {
                    complete.version = null;
                    complete.extensions.clear();
                }
                Draft delta = new Draft().extension(Extension.deltaCRLIndicator, true, new ASN1Integer(5));
                delta.extension(Extension.cRLNumber, false, new ASN1Integer(8));
                fault.getValue().accept(delta);
                delta.entry(bad.certificate().getSerialNumber(), reason(KEY_COMPROMISE));
                server.says(here + "c", complete.signed()).says(here + "d", delta.signed());
                assertRevoked(bad, fault.getKey() + ", complete list with number: " + numbered);
            }
        }
    }

    /** A certificate whose list is at a path of its own, where nothing is kept. */
    private TestPki leaf() {
        path = "/list" + leaves++;
        return ROOT.issue("CN=leaf", server.lists(path));
    }

    private void assertRevoked(TestPki leaf, String why) {
        for (boolean soft : new boolean[] {true, false}) {
            CertPathValidatorException refused = refused(soft, leaf, why);
            assertEquals(BasicReason.REVOKED, refused.getReason(), why + ": " + refused.getMessage());
        }
    }

    private CertPathValidatorException refused(boolean soft, TestPki leaf) {
        return refused(soft, leaf, "");
    }

    private CertPathValidatorException refused(boolean soft, TestPki leaf, String why) {
        return assertThrows(CertPathValidatorException.class, () -> validate(soft, leaf), why);
    }

    private List<CertPathValidatorException> validate(boolean soft, TestPki leaf) throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(soft ? EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK, Option.SOFT_FAIL)
                : EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.addCertPathChecker(checker);
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.certificate())),
                parameters);
        return checker.getSoftFailExceptions();
    }
}

package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RFC 5280 sections 5.2 and 6.3.3: which lists count, with which delta lists, by whose signature. */
@Tag("unit")
class CrlRulesTest {

    private static final int KEY_ID = 7;
    private static final CrlSource STORE = CrlSource.ofStore("");
    private static final TestPki ROOT = TestPki.root("CN=root", c -> c.extension(Extension.subjectKeyIdentifier, false,
            new SubjectKeyIdentifier(new byte[] {KEY_ID})));
    private static final TestPki LEAF = ROOT.issue("CN=leaf", c -> {});
    private static final TestPki STRANGER = TestPki.root("CN=root");

    private final PathValidator judge = new PathValidator(new SignatureChecks(new JcaCertificateSignatures(), null),
            new SharedCaches(1L << 30));
    private final List<Crl> proved = new ArrayList<>();
    private final List<Cert> pool = new ArrayList<>();
    private final List<Cert> accepted = new ArrayList<>();
    private ValidationParameters rules = ValidationParameters.at(CrlDraft.NOW.toEpochMilli());
    private Budget budget = new Budget();
    private CrlSource source = CrlSource.ofFile("", proved::add);

    private static CrlDraft list(int number) {
        return new CrlDraft(ROOT, number);
    }

    private static CrlDraft delta(int base, int number) {
        return list(number).base(base);
    }

    private static CrlDraft hold(CrlDraft list) {
        return list.entry(LEAF, CRLReason.certificateHold);
    }

    private static CrlDraft back(CrlDraft list) {
        return list.entry(LEAF, CRLReason.removeFromCRL);
    }

    /** Section 5.2.4: a delta list goes with a complete one from its base on that is older than itself. */
    @Test
    void aDeltaListUpdatesWhatItIsMadeFor() throws Exception {
        assertNull(status(hold(list(5)), back(delta(5, 6))), "its base");
        assertNull(status(hold(list(5)), back(delta(3, 9))), "one after its base");
        assertHeld(hold(list(5)), back(delta(6, 7)));
        assertHeld(hold(list(5)), back(delta(4, 5)));
        assertHeld(hold(list(5)), back(delta(3, 4)));
        assertHeld(hold(list(5)), back(delta(5, 6)).times(-99, -1));
        assertHeld(hold(list(5)), back(delta(5, 6)).times(1, 99));
        assertHeld(hold(list(5)), back(delta(5, 6)).by(STRANGER));
        assertHeld(hold(list(5)), back(delta(5, 6)).scope(new IssuingDistributionPoint(null, true, false)));
        assertHeld(list(5), hold(delta(5, 6)));
        assertNull(status(list(5), hold(delta(6, 7))), "a hold in what does not belong");
    }

    /** Section 5.2.4: both must be by the same key, as far as the complete one says by which. */
    @Test
    void keyIdentifiersOfBothMustAgree() throws Exception {
        assertNull(status(hold(list(5)).key(KEY_ID), back(delta(5, 6)).key(KEY_ID)));
        assertHeld(hold(list(5)).key(KEY_ID), back(delta(5, 6)).key(8));
        assertHeld(hold(list(5)).key(KEY_ID), back(delta(5, 6)));
        assertNull(status(hold(list(5)), back(delta(5, 6)).key(KEY_ID)));
    }

    @Test
    void theNewestDeltaListCounts() throws Exception {
        assertNull(status(hold(list(5)), hold(delta(5, 6)), back(delta(5, 7))));
        assertNull(status(hold(list(5)), back(delta(5, 7)), hold(delta(5, 6))));
        assertHeld(list(5), hold(delta(5, 7)), back(delta(5, 6)));
        assertHeld(list(5), back(delta(5, 6)), hold(delta(5, 7)));
    }

    /** Who keeps a list has its delta lists by then. */
    @Test
    void deltaListsAreHandedOnFirst() throws Exception {
        assertNull(status(list(5), delta(5, 6), delta(5, 7), delta(5, 8).by(STRANGER)));
        assertEquals(List.of("6", "7", "5"), proved.stream().map(one -> one.number().toString()).toList());
    }

    /** Of one file only so many signatures may be wrong; a store of the operator's is looked through. */
    @Test
    void wrongSignaturesSpendAFile() throws Exception {
        CrlDraft[] three = lists(3, 5);
        CrlDraft[] four = lists(4, 5);
        assertNull(status(three), "after three");
        String spent = status(four);
        assertTrue(spent.contains("number 5 does not answer: its signature was not verified: those of other lists there"
                + " are wrong"), spent);
        assertTrue(spent.contains("number 10 does not answer: no valid key of its issuer that may sign revocation lists"
                + " made its signature"), spent);
        source = STORE;
        assertNull(status(four), "of a store");
    }

    /** Lists of a stranger's, then one of the issuer's. */
    private static CrlDraft[] lists(int wrong, int right) {
        CrlDraft[] all = new CrlDraft[wrong + 1];
        for (int i = 0; i < wrong; i++) {
            all[i] = list(10 + i).by(STRANGER);
        }
        all[wrong] = list(right);
        return all;
    }

    @Test
    void wrongDeltaListsSpendAFileToo() throws Exception {
        CrlDraft[] all = {hold(list(5)), delta(5, 6).by(STRANGER), delta(5, 7).by(STRANGER), delta(5, 8).by(STRANGER),
            back(delta(5, 9))};
        assertNull(status(all), "after three");
        CrlDraft[] more = Arrays.copyOf(all, 6);
        more[4] = delta(5, 10).by(STRANGER);
        more[5] = back(delta(5, 11));
        assertHeld(more);
        source = STORE;
        assertNull(status(more), "of a store");
    }

    /** Lists that name another key than the issuer's are tried last. */
    @Test
    void listsOfTheIssuersKeyGoFirst() throws Exception {
        CrlDraft[] all = lists(4, 5);
        for (int i = 0; i < 4; i++) {
            all[i].key(8);
        }
        assertNull(status(all), "which says nothing of its key");
        all[4].key(KEY_ID);
        assertNull(status(all));
        for (int i = 0; i < 4; i++) {
            all[i].key(KEY_ID);
        }
        assertTrue(status(all).contains("was not verified"));
        // The issuer is the next in the path, not the anchor.
        TestPki authority = ROOT.issue("CN=authority", c -> c.authority(-1).extension(Extension.subjectKeyIdentifier,
                false, new SubjectKeyIdentifier(new byte[] {9})));
        TestPki below = authority.issue("CN=below", c -> {});
        List<Crl> lists = new ArrayList<>();
        source = CrlSource.ofFile("", proved::add);
        for (int i = 0; i < 4; i++) {
            lists.add(new CrlDraft(authority, 10 + i).by(STRANGER).key(KEY_ID).made());
        }
        lists.add(new CrlDraft(authority, 5).key(9).made());
        assertNull(status(validated(below, authority), lists));
    }

    /** Section 5.1.2: to the second. */
    @Test
    void timesCountToTheSecond() throws Exception {
        assertNull(status(list(5).times(0, 0)));
        String old = status(list(5).times(-9, -1));
        assertTrue(old.contains("its next update was due at " + CrlDraft.NOW.minusSeconds(1)), old);
        String early = status(list(5).times(1, 9));
        assertTrue(early.contains("it is from the future"), early);
    }

    @Test
    void whatIsSaidOfListsThatDoNotAnswer() throws Exception {
        assertEquals("there is none of its issuer", status(new CrlDraft(TestPki.root("CN=other"), 5)));
        IssuingDistributionPoint elsewhere = new IssuingDistributionPoint(name("http://x.example/1"), false, false);
        assertSaid("its distribution point is another", list(5).scope(elsewhere));
        assertSaid("it covers another kind of certificate", list(5).scope(new IssuingDistributionPoint(null, false,
                true)));
        assertSaid("its signature cannot be verified: ", list(5).malformed());
        rules = rules.withStatusAlgorithms(new None());
        assertSaid("none is good enough", list(5));
    }

    private void assertSaid(String what, CrlDraft list) throws Exception {
        String said = status(list);
        assertTrue(said.startsWith("the revocation list of \"CN=root\", number 5 does not answer: " + what), said);
        assertEquals(-1, said.indexOf("; "), "said once");
    }

    /** Refuses all. */
    private record None() implements AlgorithmRules {

        @Override
        public String refusesSignature(dev.handfast.pki.cert.AlgorithmId algorithm, Cert signed, Context context) {
            return "none is good enough";
        }

        @Override
        public String refusesKey(dev.handfast.pki.cert.Spki key, Cert certificate, Context context) {
            return null;
        }
    }

    /** Section 6.3.3 (d), (e): lists for some reasons add up; one that adds nothing is not asked. */
    @Test
    void reasonsAddUp() throws Exception {
        ReasonFlags compromise = new ReasonFlags(ReasonFlags.keyCompromise | ReasonFlags.cACompromise);
        ReasonFlags others = new ReasonFlags(ReasonFlags.affiliationChanged | ReasonFlags.superseded
                | ReasonFlags.cessationOfOperation | ReasonFlags.certificateHold | ReasonFlags.privilegeWithdrawn
                | ReasonFlags.aACompromise);
        assertNull(status(some(5, compromise), some(6, others)));
        assertEquals("there is none of its issuer", status(some(5, compromise), some(6, compromise)));
        assertEquals(1, proved.stream().filter(one -> one.number().intValue() == 6).count(), "of the first two alone");
        assertNull(status(some(5, compromise), list(6)), "all of them, beside some");
    }

    private static CrlDraft some(int number, ReasonFlags reasons) {
        return list(number).scope(new IssuingDistributionPoint(null, false, false, reasons, false, false));
    }

    /** Names of a list's point and of the certificate's are compared at a price. */
    @Test
    void namesOfPointsAreCounted() throws Exception {
        TestPki leaf = ROOT.issue("CN=leaf", c -> c.extension(Extension.cRLDistributionPoints, false,
                new CRLDistPoint(new DistributionPoint[] {
                    new DistributionPoint(name("http://x.example/1", "http://x.example/2"), null, null)})));
        IssuingDistributionPoint scope = new IssuingDistributionPoint(name("http://x.example/2", "http://x.example/3",
                "http://x.example/4"), false, false);
        VerifiedPath path = validated(leaf);
        budget = new Budget();
        assertNull(status(path, List.of(list(5).scope(scope).made())));
        assertTrue(budget.spent().contains(" 6 name comparisons"), budget.spent());
    }

    /** Lists and delta lists that are judged count. */
    @Test
    void listsCount() throws Exception {
        List<Crl> both = List.of(list(5).made(), delta(5, 6).made());
        VerifiedPath path = validated(LEAF);
        for (int left : new int[] {0, 1, 2}) {
            budget = new Budget();
            for (int i = left; i < Budget.REVOCATION_OBJECTS; i++) {
                budget.revocationObject(null);
            }
            if (left == 2) {
                assertNull(status(path, both));
            } else {
                assertEquals(PathFault.BUDGET, assertThrows(PathRefused.class, () -> status(path, both)).fault());
            }
        }
    }

    @Test
    void whatHelpsAgainstARevocation() throws Exception {
        PathRefused refused = assertThrows(PathRefused.class, () -> status(list(5).entry(LEAF,
                CRLReason.keyCompromise)));
        assertEquals("Replace it", refused.cure());
        TestPki authority = ROOT.authority("CN=authority");
        VerifiedPath path = validated(authority.issue("CN=below", c -> {}), authority);
        Crl list = list(5).entry(authority, CRLReason.keyCompromise).made();
        PathRefused above = assertThrows(PathRefused.class, () -> new CrlStatus(path, 1, signers(), budget).unproved(
                found(List.of(list))));
        assertEquals(1, above.index());
        assertTrue(above.cure().startsWith("Have the target issued by another"), above.cure());
    }

    /** Where the anchor issued the certificate itself its key is tried once. */
    @Test
    void noKeyIsTriedTwice() throws Exception {
        assertTrue(status(list(5).by(STRANGER)).contains("no valid key"));
        assertTrue(budget.spent().startsWith("1 signatures"), budget.spent());
    }

    /** Section 6.3.3 (f): the list of another than the certificate's issuer may be the anchor's. */
    @Test
    void theAnchorMaySignForOthers() throws Exception {
        TestPki authority = ROOT.authority("CN=authority");
        TestPki below = authority.issue("CN=below", c -> c.extension(Extension.cRLDistributionPoints, false,
                new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(null, null, new GeneralNames(
                        new GeneralName(new X500Name("CN=root"))))})));
        IssuingDistributionPoint indirect = new IssuingDistributionPoint(null, false, false, null, true, false);
        VerifiedPath path = validated(below, authority);
        assertNull(status(path, List.of(list(5).scope(indirect).made())));
        assertTrue(status(path, List.of(list(5).scope(indirect).by(STRANGER).made())).contains("no valid key"));
        assertTrue(status(path, List.of(list(5).scope(indirect).by(authority).made())).contains("no valid key"));
        TestPki mute = TestPki.root("CN=root", c -> c.extension(Extension.keyUsage, true, new KeyUsage(
                KeyUsage.keyCertSign)));
        TestPki cross = authority.crossSignedBy(mute, c -> {});
        VerifiedPath other = judge.validate(List.of(below.cert(), cross.cert()), Anchor.of(mute.cert()), rules, budget);
        assertTrue(status(other, List.of(new CrlDraft(mute, 5).scope(indirect).made())).contains("no valid key"));
    }

    /** A signer beside the path needs one of its own, which is looked for once; without one its lists do not count. */
    @Test
    void signersBesideThePathNeedOneOfTheirOwn() throws Exception {
        TestPki second = ROOT.issue("CN=root", c -> c.authority(-1));
        pool.add(second.cert());
        VerifiedPath path = validated(LEAF);
        ReasonFlags compromise = new ReasonFlags(ReasonFlags.keyCompromise);
        assertEquals("there is none of its issuer", status(path, List.of(some(5, compromise).by(second).made(), some(6,
                new ReasonFlags(ReasonFlags.cACompromise)).by(second).made())));
        assertEquals(2, proved.size());
        assertEquals(List.of(second.cert()), accepted);
        pool.clear();
        TestPki forged = STRANGER.issue("CN=root", c -> c.authority(-1));
        pool.add(forged.cert());
        pool.add(STRANGER.cert());
        budget = new Budget();
        String said = status(path, List.of(list(5).by(forged).made(), list(6).by(forged).made()));
        assertTrue(said.contains("number 5 does not answer: no valid key") && said.contains(
                "number 6 does not answer: no valid key"), said);
        assertEquals(2, proved.size());
    }

    private static DistributionPointName name(String... uris) {
        return new DistributionPointName(new GeneralNames(Arrays.stream(uris).map(uri -> new GeneralName(
                GeneralName.uniformResourceIdentifier, uri)).toArray(GeneralName[]::new)));
    }

    private VerifiedPath validated(TestPki... chain) throws PathRefused {
        List<Cert> certificates = Arrays.stream(chain).map(TestPki::cert).toList();
        return judge.validate(certificates, Anchor.of(ROOT.cert()), rules, new Budget());
    }

    private CrlSigners signers() {
        return new CrlSigners(judge, pool, (path, spent) -> accepted.add(path.target()));
    }

    private Revocation.Found<Revocation.Listed> found(List<Crl> lists) {
        return new Revocation.Found<>(lists.stream().map(one -> new Revocation.Listed(one, source)).toList(),
                List.of(), true);
    }

    private String status(VerifiedPath path, List<Crl> lists) throws PathRefused {
        return new CrlStatus(path, 0, signers(), budget).unproved(found(lists));
    }

    /** What lists show of the leaf, from a source that is as before. */
    private String status(CrlDraft... drafts) throws Exception {
        List<Crl> lists = new ArrayList<>();
        for (CrlDraft draft : drafts) {
            lists.add(draft.made());
        }
        if (!source.equals(STORE)) {
            source = CrlSource.ofFile("", proved::add);
        }
        budget = new Budget();
        return status(validated(LEAF), lists);
    }

    private void assertHeld(CrlDraft... drafts) {
        PathRefused refused = assertThrows(PathRefused.class, () -> status(drafts));
        assertEquals(PathFault.REVOKED, refused.fault());
        assertTrue(refused.getMessage().contains("certificateHold"), refused.getMessage());
    }
}

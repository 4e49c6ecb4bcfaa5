package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.Spki;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which sources are asked about which certificates of a path, and what is said when none answers. */
@Tag("unit")
class RevocationRunTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki AUTHORITY = ROOT.authority("CN=authority");
    private static final TestPki LEAF = AUTHORITY.issue("CN=leaf", c -> {});

    private final PathValidator judge = new PathValidator(new SignatureChecks(new JcaCertificateSignatures(), null),
            new SharedCaches(1L << 30));
    private final Told sources = new Told();

    /** Sources that have lists alone, and write down what they are asked. */
    private static final class Told implements Revocation.Sources {

        private final List<String> asked = new ArrayList<>();
        private final List<Crl> lists = new ArrayList<>();
        private List<Crl> whole;
        private List<String> failures = List.of();
        private boolean wereAsked = true;

        @Override
        public void begin(Cert target) {
            asked.add("begin " + (target == null ? "nothing" : target.subject()));
        }

        @Override
        public void end() {
            asked.add("end");
        }

        @Override
        public Revocation.Found<Revocation.Listed> lists(Cert certificate, Spki issuerKey) {
            asked.add("lists " + certificate.subject());
            return found(lists);
        }

        @Override
        public Revocation.Found<Revocation.Listed> wholeLists(Cert certificate, Spki issuerKey) {
            asked.add("whole " + certificate.subject());
            return whole == null ? null : found(whole);
        }

        private Revocation.Found<Revocation.Listed> found(List<Crl> all) {
            return new Revocation.Found<>(all.stream().map(one -> new Revocation.Listed(one, CrlSource.ofStore("")))
                    .toList(), failures, wereAsked);
        }

        @Override
        public Revocation.Found<Revocation.Answer> responses(Cert certificate) {
            asked.add("responses " + certificate.subject());
            return new Revocation.Found<>(List.of(), failures, wereAsked);
        }

        @Override
        public Revocation.Found<Revocation.Answer> fetched(Cert certificate, Spki issuerKey) {
            asked.add("fetched " + certificate.subject());
            return new Revocation.Found<>(List.of(), List.of(), true);
        }

        @Override
        public Revocation.Found<Revocation.Answer> fetchedAnew(Cert certificate, Spki issuerKey) {
            asked.add("anew " + certificate.subject());
            return null;
        }

        @Override
        public List<Cert> certificates() {
            return List.of();
        }

        @Override
        public Cert trustedResponder() {
            return null;
        }
    }

    private Revocation by(boolean soft, boolean onlyTarget, Revocation.Way... ways) {
        return new Revocation(judge, Revocation.Options.asking(List.of(ways)).softFail(soft).onlyEndEntity(onlyTarget),
                sources);
    }

    private VerifiedPath path(TestPki... chain) throws PathRefused {
        return judge.validate(Arrays.stream(chain).map(TestPki::cert).toList(), Anchor.of(ROOT.cert()),
                ValidationParameters.at(CrlDraft.NOW.toEpochMilli()), new Budget());
    }

    private PathRefused refused(Revocation.Way... ways) {
        sources.asked.clear();
        return assertThrows(PathRefused.class, () -> by(false, true, ways).accept(path(LEAF, AUTHORITY), new Budget()));
    }

    /** From the anchor down, each once, between a beginning and an end. */
    @Test
    void eachCertificateIsAskedAboutOnce() throws Exception {
        sources.lists.add(new CrlDraft(ROOT, 5).made());
        sources.lists.add(new CrlDraft(AUTHORITY, 5).made());
        by(false, false, Revocation.Way.LISTS).accept(path(LEAF, AUTHORITY), new Budget());
        assertEquals(List.of("begin CN=leaf", "lists CN=authority", "lists CN=leaf", "end"), sources.asked);
        sources.asked.clear();
        by(false, true, Revocation.Way.LISTS).accept(path(LEAF, AUTHORITY), new Budget());
        assertEquals(List.of("begin CN=leaf", "lists CN=leaf", "end"), sources.asked);
        sources.asked.clear();
        by(false, false, Revocation.Way.LISTS).accept(path(), new Budget());
        assertEquals(List.of("begin nothing", "end"), sources.asked);
    }

    /** What earlier searches proved is asked first, all of a file where that does not answer. */
    @Test
    void wholeFilesAreAskedForWhereAPartDoesNotAnswer() throws Exception {
        sources.whole = List.of(new CrlDraft(AUTHORITY, 5).made());
        Revocation only = by(false, true, Revocation.Way.LISTS);
        only.accept(path(LEAF, AUTHORITY), new Budget());
        assertEquals(List.of("begin CN=leaf", "lists CN=leaf", "whole CN=leaf", "end"), sources.asked);
        sources.whole = List.of(new CrlDraft(AUTHORITY, 5).times(-9, -1).made());
        assertTrue(refused(Revocation.Way.LISTS).getMessage().contains("its next update was due"));
        sources.whole = null;
        PathRefused refused = refused(Revocation.Way.LISTS);
        assertTrue(refused.getMessage().endsWith("from revocation lists: there is none of its issuer"),
                refused.getMessage());
        assertEquals("end", sources.asked.get(sources.asked.size() - 1), "also of a path that is refused");
    }

    /** The cure names the ways that were used. */
    @Test
    void theCureIsThatOfTheWaysUsed() {
        PathRefused both = refused(Revocation.Way.OCSP, Revocation.Way.LISTS);
        assertTrue(both.cure().contains("OCSP responder") && both.cure().contains("revocation list"), both.cure());
        assertTrue(both.getMessage().endsWith("by OCSP: no responder is known; nor from revocation lists: there is none"
                + " of its issuer"), both.getMessage());
        PathRefused lists = refused(Revocation.Way.LISTS);
        assertTrue(lists.cure().startsWith("Make a current revocation list of its issuer available"), lists.cure());
        assertEquals(List.of("begin CN=leaf", "lists CN=leaf", "whole CN=leaf", "end"), sources.asked);
        PathRefused ocsp = refused(Revocation.Way.OCSP);
        assertTrue(ocsp.cure().startsWith("Check its OCSP responder, or allow"), ocsp.cure());
        assertEquals(List.of("begin CN=leaf", "responses CN=leaf", "fetched CN=leaf", "anew CN=leaf", "end"),
                sources.asked);
    }

    /** What this process did not ask is not forgiven, nor what comes behind it on the same path. */
    @Test
    void softFailureIsForWhatOthersLack() throws Exception {
        sources.wereAsked = false;
        for (Revocation.Way way : Revocation.Way.values()) {
            PathRefused refused = assertThrows(PathRefused.class,
                    () -> by(true, true, way).accept(path(LEAF, AUTHORITY), new Budget()));
            assertEquals(PathFault.REVOCATION_UNKNOWN, refused.fault());
            assertTrue(refused.cure().endsWith("see why this process did not ask, which soft failure does not forgive"),
                    refused.cure());
        }
        // The authority is proved good by its list; a signer of lists may have been given up on meanwhile.
        sources.lists.add(new CrlDraft(ROOT, 5).made());
        PathRefused refused = assertThrows(PathRefused.class, () -> by(true, false, Revocation.Way.LISTS)
                .accept(path(LEAF, AUTHORITY), new Budget()));
        assertEquals(0, refused.index());
        sources.wereAsked = true;
        by(true, false, Revocation.Way.LISTS).accept(path(LEAF, AUTHORITY), new Budget());
    }

    /** What one path has shown holds for the next one of the search: whoever was asked may be silent by then. */
    @Test
    void whatWasRevokedOrNotAskedStaysSo() throws Exception {
        Revocation search = by(true, false, Revocation.Way.LISTS);
        sources.lists.add(new CrlDraft(AUTHORITY, 5).entry(LEAF, CRLReason.keyCompromise).made());
        for (int i = 0; i < 2; i++) {
            PathRefused refused = assertThrows(PathRefused.class,
                    () -> search.accept(path(LEAF, AUTHORITY), new Budget()));
            assertEquals(PathFault.REVOKED, refused.fault());
            sources.lists.clear();
        }
        search.accept(path(AUTHORITY), new Budget());
        Revocation other = by(true, false, Revocation.Way.LISTS);
        sources.wereAsked = false;
        for (int i = 0; i < 2; i++) {
            PathRefused refused = assertThrows(PathRefused.class, () -> other.accept(path(AUTHORITY), new Budget()));
            assertEquals(PathFault.REVOCATION_UNKNOWN, refused.fault());
            sources.wereAsked = true;
        }
    }

    /** What was let pass is that of the last path alone. */
    @Test
    void softFailuresAreOfOnePath() throws Exception {
        Revocation soft = by(true, false, Revocation.Way.OCSP);
        soft.accept(path(LEAF, AUTHORITY), new Budget());
        assertEquals(List.of(1, 0), soft.softFailures().stream().map(PathRefused::index).toList());
        soft.accept(path(AUTHORITY), new Budget());
        assertEquals(List.of(0), soft.softFailures().stream().map(PathRefused::index).toList());
    }

    /** Of many reasons the first are named, and how many more there are. */
    @Test
    void manyReasonsAreCounted() {
        for (int more : new int[] {0, 1, 3}) {
            List<String> failures = IntStream.range(0, Revocation.MAX_REASONS + more).mapToObj(i -> "reason " + i)
                    .toList();
            sources.failures = failures;
            String last = "reason " + (Revocation.MAX_REASONS - 1);
            assertTrue(refused(Revocation.Way.LISTS).getMessage().endsWith(more == 0 ? last
                    : last + "; and " + more + " more"));
        }
        sources.failures = Collections.emptyList();
        assertThrows(IllegalArgumentException.class, () -> Revocation.Options.asking(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Revocation.Options.asking(List.of(Revocation.Way.OCSP,
                Revocation.Way.OCSP)));
    }
}

package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a search looks at and what that costs: an issuer that can be in no path is left before its signature. */
@Tag("unit")
class SearchStepsTest {

    private final PathValidator judge = new PathValidator(new SignatureChecks(new JcaCertificateSignatures(), null),
            new SharedCaches(1L << 30));
    private final TestPki root = TestPki.root("CN=root");
    private ValidationParameters rules = ValidationParameters.at(TestPki.now());
    private Budget budget = new Budget();

    /** Each certificate of a path and each issuer that is looked at is a step. */
    @Test
    void stepsAreCounted() throws Exception {
        TestPki authority = root.authority("CN=authority");
        TestPki other = root.authority("CN=authority");
        search(authority.issue("CN=target", c -> {}), null, authority);
        assertEquals("2 signatures (cost 2), 3 steps, 0 name comparisons, 1 paths, 0 policy nodes", budget.spent());
        search(authority.issue("CN=target", c -> {}), null, other, authority);
        assertEquals("3 signatures (cost 3), 4 steps, 0 name comparisons, 1 paths, 0 policy nodes", budget.spent());
        search(root.issue("CN=target", c -> {}), null, other, authority);
        assertEquals("1 signatures (cost 1), 1 steps, 0 name comparisons, 1 paths, 0 policy nodes", budget.spent());
    }

    /** RFC 5280 section 6.1: what must be refused in any path is refused at the issuer, without its signature. */
    @Test
    void issuersThatFitNoPathAreLeftAtOnce() {
        assertLeft(PathFault.NOT_A_CA, c -> c.extension(Extension.basicConstraints, false, null));
        assertLeft(PathFault.EXPIRED, c -> c.valid(-9, -1));
        assertLeft(PathFault.NOT_YET_VALID, c -> c.valid(1, 9));
        assertLeft(PathFault.UNKNOWN_CRITICAL_EXTENSION, c -> c.extension(new ASN1ObjectIdentifier("1.2.3.4"), true,
                DERNull.INSTANCE));
        rules = rules.withPurpose(Oids.SERVER_AUTH);
        assertLeft(PathFault.WRONG_PURPOSE, c -> c.extension(Extension.extendedKeyUsage, false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning)));
    }

    private void assertLeft(PathFault fault, Consumer<TestPki.Content> how) {
        TestPki authority = root.issue("CN=authority", c -> how.accept(c.authority(-1)));
        PathRefused refused = refused(authority.issue("CN=target", c -> {}), null, authority);
        assertEquals(fault, refused.fault());
        assertEquals(1, refused.index());
        assertTrue(budget.spent().startsWith("0 signatures (cost 0), 2 steps"), budget.spent());
        String tree = refused.report().tree();
        assertTrue(tree.contains("issuer " + authority.cert() + "\n    refused, " + fault), tree);
        assertFalse(tree.contains("anchor"), tree);
    }

    /** Section 4.2.1.9: a path length counts those below that are not self-issued, the target not among them. */
    @Test
    void authoritiesWithTooMuchBelowAreLeftAtOnce() throws Exception {
        TestPki first = root.issue("CN=first", c -> c.authority(0));
        TestPki second = first.authority("CN=second");
        TestPki target = second.issue("CN=target", c -> {});
        assertTooLong(refused(target, null, second, first), first);
        search(first.issue("CN=target", c -> {}), null, first);
        TestPki one = root.issue("CN=first", c -> c.authority(1));
        TestPki below = one.authority("CN=second");
        search(below.issue("CN=target", c -> {}), null, below, one);
        TestPki again = below.authority("CN=second");
        search(again.issue("CN=target", c -> {}), null, again, below, one);
        TestPki third = below.authority("CN=third");
        assertTooLong(refused(third.issue("CN=target", c -> {}), null, third, below, one), one);
    }

    /** The same of the length that the caller allows, which counts the authority itself. */
    @Test
    void lengthsAskedForCountTheAuthorityToo() throws Exception {
        TestPki first = root.authority("CN=first");
        TestPki second = first.authority("CN=second");
        TestPki target = second.issue("CN=target", c -> {});
        rules = rules.withMaxIntermediates(2);
        search(target, null, second, first);
        rules = rules.withMaxIntermediates(1);
        assertTooLong(refused(target, null, second, first), first);
        TestPki again = first.authority("CN=first");
        search(again.issue("CN=target", c -> {}), null, again, first);
        rules = rules.withMaxIntermediates(0);
        assertTooLong(refused(again.issue("CN=target", c -> {}), null, first), first);
        search(root.issue("CN=target", c -> {}), null, first);
    }

    private void assertTooLong(PathRefused refused, TestPki authority) {
        assertEquals(PathFault.PATH_TOO_LONG, refused.fault(), refused.report().tree());
        assertEquals(authority.cert(), refused.certificate());
        assertTrue(refused.getMessage().startsWith("With certificate "), refused.getMessage());
    }

    /** Section 4.2.1.10: constraints bind what is below but for self-issued authorities. */
    @Test
    void constraintsAreHeldAgainstWhatIsBelowAtOnce() throws Exception {
        TestPki bound = root.issue("C=DE,CN=bound", c -> c.authority(-1).extension(Extension.nameConstraints, true,
                new NameConstraints(null, new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(new org.bouncycastle.asn1.x500.X500Name("C=DE")))})));
        TestPki again = bound.authority("C=DE,CN=bound");
        search(again.issue("C=FR,CN=target", c -> {}), null, again, bound);
        PathRefused refused = refused(bound.issue("C=DE,CN=target", c -> {}), null, bound);
        assertEquals(PathFault.NAME_EXCLUDED, refused.fault());
        assertTrue(budget.spent().startsWith("0 signatures"), budget.spent());
        TestPki below = bound.authority("C=DE,CN=below");
        assertEquals(PathFault.NAME_EXCLUDED, refused(below.issue("C=FR,CN=target", c -> {}), null, below, bound)
                .fault());
        assertTrue(budget.spent().startsWith("1 signatures"), budget.spent());
    }

    /** RFC 4158 section 2.4.2: the same name with the same key is not gone through twice. */
    @Test
    void circlesAreNotFollowed() {
        TestPki one = TestPki.root("CN=one");
        TestPki two = TestPki.root("CN=two");
        Cert up = one.crossSignedBy(two, c -> {}).cert();
        Cert down = two.crossSignedBy(one, c -> {}).cert();
        TestPki forged = TestPki.root("CN=root");
        Cert out = two.crossSignedBy(forged, c -> {}).cert();
        Cert target = one.issue("CN=target", c -> {}).cert();
        budget = new Budget();
        PathRefused refused = assertThrows(PathRefused.class, () -> new PathBuilder(judge).build(
                new PathBuilder.Request(target, List.of(up, down, out), anchors(), rules, null, null), budget));
        assertEquals(PathFault.SIGNATURE_WRONG, refused.fault());
        assertEquals(1, refused.report().tree().lines().filter(line -> line.contains("issuer " + up)).count(),
                refused.report().tree());
        assertEquals(0, refused.report().tree().lines().filter(line -> line.contains("       issuer")).count(),
                refused.report().tree());
    }

    /** Issuers from elsewhere are asked for where the pool leads nowhere, and once a certificate. */
    @Test
    void moreIssuersAreAskedForWhereThePoolEnds() throws Exception {
        TestPki upper = root.authority("CN=upper");
        TestPki lower = upper.authority("CN=lower");
        TestPki target = lower.issue("CN=target", c -> {});
        Stock stock = new Stock(upper, lower);
        search(target, stock, lower, upper);
        assertEquals(List.of(), stock.asked, "the pool has all");
        search(target, stock);
        assertEquals(List.of(target.cert(), lower.cert()), stock.asked);
        stock.asked.clear();
        search(target, stock, lower);
        assertEquals(List.of(lower.cert()), stock.asked);
        stock.asked.clear();
        Stock useless = new Stock(TestPki.root("CN=elsewhere"));
        assertEquals(PathFault.NO_ISSUER, refused(target, useless, lower).fault());
        assertEquals(List.of(lower.cert(), target.cert()), useless.asked);
    }

    /** What the pool has is not tried again when it comes from elsewhere, too. */
    @Test
    void whatThePoolHasIsNotTriedTwice() {
        TestPki impostor = root.authority("CN=lower");
        TestPki lower = TestPki.root("CN=lower");
        PathRefused refused = refused(lower.issue("CN=target", c -> {}), new Stock(impostor), impostor);
        assertEquals(PathFault.SIGNATURE_WRONG, refused.fault());
        assertEquals(1, refused.report().tree().lines().filter(line -> line.strip().startsWith("issuer ")).count(),
                refused.report().tree());
    }

    /** Nothing is fetched for a target that can be in no path. */
    @Test
    void noMoreIssuersForAUselessTarget() {
        TestPki lower = root.authority("CN=lower");
        Stock stock = new Stock(lower);
        assertEquals(PathFault.EXPIRED, refused(lower.issue("CN=target", c -> c.valid(-9, -1)), stock).fault());
        rules = rules.withPurpose(Oids.SERVER_AUTH);
        PathRefused refused = refused(lower.issue("CN=target", c -> c.extension(Extension.extendedKeyUsage, false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))), stock);
        assertEquals(PathFault.WRONG_PURPOSE, refused.fault());
        assertTrue(refused.report().tree().contains("refused, WRONG_PURPOSE"), refused.report().tree());
        assertEquals(List.of(), stock.asked);
    }

    /** Of refusals that tell as much the first is the answer; a wrong signature tells less than a broken rule. */
    @Test
    void theFirstOfTheMostTellingRefusalsIsTheAnswer() {
        TestPki expired = root.issue("CN=authority", c -> c.authority(-1).valid(-9, -1));
        TestPki early = expired.crossSignedBy(root, c -> c.valid(1, 9));
        TestPki wrong = root.authority("CN=authority");
        TestPki target = expired.issue("CN=target", c -> {});
        assertEquals(PathFault.EXPIRED, refused(target, null, expired, early).fault());
        assertEquals(PathFault.NOT_YET_VALID, refused(target, null, early, expired).fault());
        assertEquals(PathFault.EXPIRED, refused(target, null, wrong, expired).fault());
        TestPki whole = expired.crossSignedBy(root, c -> {});
        TestPki old = whole.issue("CN=target", c -> c.valid(-9, -1));
        assertEquals(0, refused(old, null, whole, early).index(), "of a whole path");
    }

    /** A signature's refusal blames the certificate that bears it, by its place in the path. */
    @Test
    void aWrongSignatureHasAPlace() {
        TestPki impostor = TestPki.root("CN=root");
        TestPki upper = impostor.authority("CN=upper");
        TestPki lower = upper.authority("CN=lower");
        PathRefused refused = refused(lower.issue("CN=target", c -> {}), null, lower, upper);
        assertEquals(PathFault.SIGNATURE_WRONG, refused.fault());
        assertEquals(upper.cert(), refused.certificate());
        assertEquals(2, refused.index());
    }

    /** Issuers by name, and who was asked about. */
    private static final class Stock implements PathBuilder.Issuers {

        private final List<Cert> asked = new ArrayList<>();
        private final List<Cert> all;

        Stock(TestPki... all) {
            this.all = Arrays.stream(all).map(TestPki::cert).toList();
        }

        @Override
        public List<Cert> of(Cert certificate) {
            asked.add(certificate);
            return all.stream().filter(one -> one.subject().equals(certificate.issuer())).toList();
        }
    }

    private Anchors anchors() {
        return new Anchors(List.of(Anchor.of(root.cert())));
    }

    private PathRefused refused(TestPki target, PathBuilder.Issuers more, TestPki... pool) {
        return assertThrows(PathRefused.class, () -> search(target, more, pool));
    }

    private void search(TestPki target, PathBuilder.Issuers more, TestPki... pool) throws PathRefused {
        budget = new Budget();
        new PathBuilder(judge).build(new PathBuilder.Request(target.cert(), Arrays.stream(pool).map(TestPki::cert)
                .toList(), anchors(), rules, more, null), budget);
    }
}

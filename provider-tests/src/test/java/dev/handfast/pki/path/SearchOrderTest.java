package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Which issuer is tried first: the one whose key identifier fits, that is valid now, and that is nearest to an anchor
 * (RFC 4158 section 3.5). Seen in what a search spent: the right issuer at once takes fewer signatures.
 */
@Tag("unit")
class SearchOrderTest {

    private static final byte[] RIGHT = {1, 1, 1};
    private static final byte[] WRONG = {2, 2, 2};

    private final PathValidator judge = new PathValidator(new SignatureChecks(new JcaCertificateSignatures(), null),
            new SharedCaches(1L << 30));
    private final TestPki root = TestPki.root("CN=root");

    private TestPki authority(byte[] keyId, int serial) {
        return root.issue("CN=same", c -> c.authority(-1).serial(BigInteger.valueOf(serial)).extension(
                Extension.subjectKeyIdentifier, false, keyId == null ? null : new SubjectKeyIdentifier(keyId)));
    }

    private static TestPki below(TestPki issuer, AuthorityKeyIdentifier id) {
        return issuer.issue("CN=target", c -> c.extension(Extension.authorityKeyIdentifier, false, id));
    }

    private static AuthorityKeyIdentifier named(byte[] keyId, String issuer, int serial) {
        return new AuthorityKeyIdentifier(keyId, new GeneralNames(new GeneralName(new X500Name(issuer))),
                BigInteger.valueOf(serial));
    }

    /** With two keys of one name: the second comes first because its identifier fits. */
    @Test
    void keyIdentifiersThatFitGoFirst() throws Exception {
        TestPki right = authority(RIGHT, 901);
        TestPki wrong = authority(WRONG, 902);
        TestPki silent = authority(null, 903);
        assertEquals(2, signatures(below(right, new AuthorityKeyIdentifier(RIGHT)), wrong, right));
        // One that does not say its own may be it, and comes as received.
        assertEquals(3, signatures(below(right, new AuthorityKeyIdentifier(RIGHT)), silent, right));
        assertEquals(2, signatures(below(silent, new AuthorityKeyIdentifier(RIGHT)), wrong, silent));
        // Without identifier as received.
        assertEquals(3, signatures(below(right, null), wrong, right));
    }

    @Test
    void serialAndIssuerThatFitGoFirst() throws Exception {
        TestPki right = authority(null, 911);
        TestPki wrong = authority(null, 912);
        assertEquals(2, signatures(below(right, named(null, "CN=root", 911)), wrong, right));
        // Another issuer's certificate of that number is none that fits: then all are tried as received.
        assertEquals(3, signatures(below(right, named(null, "CN=elsewhere", 912)), wrong, right));
        assertEquals(3, signatures(below(right, named(null, "CN=elsewhere", 911)), wrong, right));
        TestPki known = authority(RIGHT, 913);
        TestPki strange = authority(WRONG, 914);
        // The identifier of the key and the number must both fit.
        assertEquals(3, signatures(below(known, named(RIGHT, "CN=root", 914)), strange, known));
    }

    /** Identifiers are hints: what fits badly is tried all the same (RFC 5280 section 4.2.1.1). */
    @Test
    void whatDoesNotFitIsTried() throws Exception {
        TestPki only = authority(WRONG, 921);
        assertEquals(2, signatures(below(only, new AuthorityKeyIdentifier(RIGHT)), only));
    }

    /** Of two certificates of one key the one that is valid now goes first, so that no other is looked at. */
    @Test
    void validOnesGoFirst() throws Exception {
        TestPki authority = authority(null, 931);
        TestPki target = below(authority, null);
        for (TestPki other : List.of(authority.crossSignedBy(root, c -> c.valid(-9, -1)),
                authority.crossSignedBy(root, c -> c.valid(1, 9)))) {
            String tree = build(target, other, authority).report().tree();
            assertEquals(3, tree.lines().count(), tree);
        }
    }

    /** The shorter way to an anchor goes first. */
    @Test
    void nearOnesGoFirst() throws Exception {
        TestPki middle = root.authority("CN=middle");
        TestPki authority = authority(null, 941);
        TestPki far = authority.crossSignedBy(middle, c -> {});
        PathBuilder.Found found = build(below(authority, null), far, middle, authority);
        assertEquals(2, found.path().certificates().size(), found.report().tree());
        assertEquals(3, found.report().tree().lines().count(), found.report().tree());
    }

    /** Of anchors of one name that whose identifier fits goes first. */
    @Test
    void anchorsThatFitGoFirst() throws Exception {
        TestPki right = TestPki.root("CN=anchor", c -> c.extension(Extension.subjectKeyIdentifier, false,
                new SubjectKeyIdentifier(RIGHT)));
        TestPki wrong = TestPki.root("CN=anchor", c -> c.extension(Extension.subjectKeyIdentifier, false,
                new SubjectKeyIdentifier(WRONG)));
        Anchor name = new Anchor(null, wrong.cert().subject(), wrong.cert().key(), null);
        TestPki target = below(right, new AuthorityKeyIdentifier(RIGHT));
        for (List<Anchor> anchors : List.of(List.of(Anchor.of(wrong.cert()), Anchor.of(right.cert())),
                List.of(Anchor.of(right.cert()), Anchor.of(wrong.cert())),
                List.of(Anchor.of(wrong.cert()), Anchor.of(right.cert()), name))) {
            Budget budget = new Budget();
            new PathBuilder(judge).build(new PathBuilder.Request(target.cert(), List.of(), new Anchors(anchors),
                    ValidationParameters.at(TestPki.now()), null, null), budget);
            assertTrue(budget.spent().startsWith("1 signatures"), budget.spent());
        }
        // A name with a key says nothing of itself, and comes as given.
        Budget budget = new Budget();
        new PathBuilder(judge).build(new PathBuilder.Request(target.cert(), List.of(), new Anchors(List.of(name,
                Anchor.of(right.cert()))), ValidationParameters.at(TestPki.now()), null, null), budget);
        assertTrue(budget.spent().startsWith("2 signatures"), budget.spent());
    }

    /** The report says where the certificates that were sent end, past those in the middle. */
    @Test
    void aChainWithoutAnchorEndsAtItsTop() {
        TestPki strange = TestPki.root("CN=strange");
        TestPki upper = strange.authority("CN=upper");
        TestPki lower = upper.authority("CN=lower");
        PathRefused refused = assertThrows(PathRefused.class, () -> build(lower.issue("CN=target", c -> {}), lower,
                upper));
        assertEquals(PathFault.NO_ISSUER, refused.fault());
        assertEquals(upper.cert(), refused.certificate());
        assertEquals(PathFault.NO_ANCHOR, assertThrows(PathRefused.class, () -> build(lower.issue("CN=target",
                c -> {}), strange, upper, lower)).fault());
    }

    private int signatures(TestPki target, TestPki... pool) throws PathRefused {
        Budget budget = new Budget();
        new PathBuilder(judge).build(request(target, pool), budget);
        return Integer.parseInt(budget.spent().split(" ")[0]);
    }

    private PathBuilder.Found build(TestPki target, TestPki... pool) throws PathRefused {
        return new PathBuilder(judge).build(request(target, pool), new Budget());
    }

    private PathBuilder.Request request(TestPki target, TestPki... pool) {
        List<Cert> sent = Arrays.stream(pool).map(TestPki::cert).toList();
        return new PathBuilder.Request(target.cert(), sent, new Anchors(List.of(Anchor.of(root.cert()))),
                ValidationParameters.at(TestPki.now()), null, null);
    }
}

package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;

import dev.handfast.wire.Opaque;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is kept of accepted paths and of nothing else, and what it counts in the caches. */
@Tag("unit")
class RememberedTest {

    private static final TestPki ROOT = TestPki.root("CN=root", RememberedTest::bound);
    private static final TestPki AUTHORITY = ROOT.issue("CN=authority", c -> bound(c.authority(-1)));
    private static final TestPki LEAF = AUTHORITY.issue("CN=leaf", c -> c.dns("www.example.com"));

    private final Counting crypto = new Counting();
    private final SharedCaches caches = new SharedCaches(1L << 30);
    private final PathValidator judge = new PathValidator(new SignatureChecks(crypto, caches), caches);

    /** Counts what is asked for. */
    private static final class Counting implements CertificateSignatures {

        private final CertificateSignatures real = new JcaCertificateSignatures();
        private int verified;
        private int kept;

        @Override
        public Outcome verify(Opaque key, Opaque algorithm, Opaque signed, Opaque signature) {
            verified++;
            return real.verify(key, algorithm, signed, signature);
        }

        @Override
        public void keep(Opaque key) {
            kept++;
        }

        @Override
        public String objection(Opaque key, Opaque algorithm, Opaque signature) {
            return real.objection(key, algorithm, signature);
        }

        @Override
        public Opaque digest(String hash, Opaque bytes) {
            return real.digest(hash, bytes);
        }
    }

    private static void bound(TestPki.Content content) {
        content.extension(Extension.nameConstraints, true, new NameConstraints(new GeneralSubtree[] {
            new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com"))}, null));
    }

    @Test
    void anAcceptedPathIsKept() throws Exception {
        search(ROOT, AUTHORITY, LEAF, null);
        assertEquals(2, crypto.verified);
        assertEquals(2, crypto.kept, "keys of the path");
        search(ROOT, AUTHORITY, LEAF, null);
        assertEquals(2, crypto.verified, "known");
        assertEquals(2, crypto.kept, "nothing new");
        TestPki sibling = AUTHORITY.issue("CN=sibling", c -> c.dns("api.example.com"));
        search(ROOT, AUTHORITY, sibling, null);
        assertEquals(3, crypto.verified, "the sibling's");
    }

    @Test
    void whatIsRefusedLeavesNothing() {
        for (int i = 1; i < 3; i++) {
            assertThrows(PathRefused.class, () -> search(ROOT, AUTHORITY, LEAF, (path, budget) -> {
                throw PathRefused.of(PathFault.REVOKED, 0, null, "no", null);
            }));
            assertEquals(2 * i, crypto.verified);
        }
        assertEquals(0, crypto.kept);
        assertEquals(0, bytes(CacheShare.SIGNATURES));
        assertEquals(0, bytes(CacheShare.NAME_CONSTRAINTS));
    }

    @Test
    void withoutCachesNothingIsKept() throws Exception {
        PathValidator forgetful = new PathValidator(new SignatureChecks(crypto, null), caches);
        for (int i = 1; i < 3; i++) {
            new PathBuilder(forgetful).build(request(ROOT, AUTHORITY, LEAF, null), new Budget());
            assertEquals(2 * i, crypto.verified);
        }
        assertEquals(0, crypto.kept);
    }

    @Test
    void constraintsOfAuthoritiesAndAnchorAreKept() throws Exception {
        search(ROOT, AUTHORITY, LEAF, null);
        long both = bytes(CacheShare.NAME_CONSTRAINTS);
        assertTrue(both >= 2 * (ROOT.cert().weight() + AUTHORITY.cert().weight()), "bytes: " + both);
        TestPki free = TestPki.root("CN=free");
        TestPki below = free.issue("CN=authority", c -> bound(c.authority(-1)));
        search(free, below, below.issue("CN=leaf", c -> c.dns("www.example.com")), null);
        long three = bytes(CacheShare.NAME_CONSTRAINTS);
        assertTrue(three >= both + 2 * below.cert().weight(), "bytes: " + three + " after " + both);
        assertTrue(three < both + both, "the free root has none: " + three);
    }

    /** An anchor that is a name with a key has no certificate whose constraints could be kept. */
    @Test
    void namesWithKeysHaveNothingToKeep() throws Exception {
        Anchor anchor = new Anchor(null, ROOT.cert().subject(), ROOT.cert().key(), null);
        VerifiedPath path = new PathBuilder(judge).build(new PathBuilder.Request(LEAF.cert(), List.of(AUTHORITY.cert()),
                new Anchors(List.of(anchor)), ValidationParameters.at(TestPki.now()), null, null), new Budget()).path();
        assertEquals(2, path.certificates().size());
        assertTrue(bytes(CacheShare.NAME_CONSTRAINTS) >= 2 * AUTHORITY.cert().weight());
    }

    /** A signature weighs as much as its certificate and its key, the key as often as objects hold it. */
    @Test
    void keysCountAsWellAsCertificates() throws Exception {
        search(ROOT, AUTHORITY, LEAF, null);
        long small = bytes(CacheShare.SIGNATURES);
        long certificates = LEAF.cert().weight() + AUTHORITY.cert().weight();
        assertTrue(small >= certificates + ROOT.cert().key().encoded().length() + AUTHORITY.cert().key().encoded()
                .length() + 1_000, "bytes: " + small);
        TestPki large = TestPki.root("CN=large", c -> c.keys(TestPki.keys("RSA", 2048)));
        TestPki below = large.issue("CN=below", c -> c.dns("www.example.com"));
        new PathBuilder(judge).build(new PathBuilder.Request(below.cert(), List.of(), new Anchors(List.of(
                Anchor.of(large.cert()))), ValidationParameters.at(TestPki.now()), null, null), new Budget());
        long more = bytes(CacheShare.SIGNATURES) - small - below.cert().weight();
        assertTrue(more >= 4L * large.cert().key().encoded().length(), "bytes: " + more);
    }

    private void search(TestPki root, TestPki authority, TestPki leaf, PathBuilder.Acceptance acceptance)
            throws PathRefused {
        new PathBuilder(judge).build(request(root, authority, leaf, acceptance), new Budget());
    }

    private static PathBuilder.Request request(TestPki root, TestPki authority, TestPki leaf,
            PathBuilder.Acceptance acceptance) {
        Cert target = leaf.cert();
        return new PathBuilder.Request(target, List.of(authority.cert()), new Anchors(List.of(
                Anchor.of(root.cert()))), ValidationParameters.at(TestPki.now()), null, acceptance);
    }

    private long bytes(CacheShare share) {
        return caches.usage().get(share.ordinal()).bytes();
    }
}

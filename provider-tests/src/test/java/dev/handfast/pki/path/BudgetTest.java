package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.wire.MalformedInput;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

/** The worst chains that could be thought of end within the budget; what each spent is printed. */
@org.junit.jupiter.api.Tag("unit")
class BudgetTest {

    /** Far above what any case takes; only a search without a budget reaches it. */
    private static final Duration HANG = Duration.ofSeconds(60);

    private static final List<ASN1ObjectIdentifier> POLICIES = policies(100);

    private final PathValidator judge = new PathValidator(new SignatureChecks(new JcaCertificateSignatures(), null),
            new SharedCaches(1L << 30));
    private final PathBuilder builder = new PathBuilder(judge);

    @Test
    @PublishedAttack(id = "CVE-2026-32280", victim = "Go", kind = AttackKind.TIME,
            what = "very many intermediates make path building endless")
    void aMeshOfCrossSignedAuthoritiesThatLeadsNowhere() {
        List<TestPki> layer = authorities("mesh", 20);
        List<Cert> pool = new ArrayList<>();
        for (TestPki below : layer) {
            for (TestPki above : layer) {
                if (below != above) {
                    pool.add(below.crossSignedBy(above, c -> {}).cert());
                }
            }
        }
        Cert target = layer.get(0).issue("CN=target", c -> c.dns("example.com")).cert();
        assertEquals(PathFault.NO_ISSUER, refused("mesh without anchor", target, pool, TestPki.root("CN=other")));
    }

    @Test
    @PublishedAttack(id = "CVE-2024-0567", victim = "GnuTLS", kind = AttackKind.FAILURES,
            what = "cross-signed authorities in a circle")
    void aMeshThatNamesTheAnchorInVain() {
        TestPki root = TestPki.root("CN=root");
        TestPki forged = TestPki.root("CN=root");
        List<TestPki> layer = authorities("mesh", 20);
        List<Cert> pool = new ArrayList<>();
        for (TestPki below : layer) {
            for (TestPki above : layer) {
                if (below != above) {
                    pool.add(below.crossSignedBy(above, c -> {}).cert());
                }
            }
            pool.add(below.crossSignedBy(forged, c -> {}).cert());
        }
        Cert target = layer.get(0).issue("CN=target", c -> c.dns("example.com")).cert();
        assertEquals(PathFault.BUDGET, refused("mesh of depth 20", target, pool, root));
    }

    @Test
    @PublishedAttack(id = "CVE-2026-32280", victim = "Go", kind = AttackKind.TIME,
            what = "very many intermediates make path building endless")
    void manyAuthoritiesOfOneName() {
        TestPki root = TestPki.root("CN=root");
        List<Cert> pool = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            pool.add(root.issue("CN=same", c -> c.authority(-1)).cert());
        }
        Cert target = TestPki.root("CN=same").issue("CN=target", c -> c.dns("example.com")).cert();
        assertEquals(PathFault.BUDGET, refused("120 keys of one name", target, pool, root));
    }

    @Test
    @PublishedAttack(id = "CVE-2023-0464", victim = "OpenSSL", kind = AttackKind.TIME,
            what = "policy mappings make the tree exponential")
    @PublishedAttack(id = "CVE-2026-32281", victim = "Go", kind = AttackKind.TIME,
            what = "very many policy mappings")
    void policiesThatAreMappedUponEachOther() {
        TestPki authority = TestPki.root("CN=root");
        TestPki root = authority;
        List<Cert> chain = new ArrayList<>();
        for (int depth = 0; depth < 12; depth++) {
            authority = authority.issue("CN=level " + depth, c -> c.authority(-1)
                    .extension(Extension.certificatePolicies, false, informations())
                    .extension(Extension.policyMappings, false, allToAll()));
            chain.add(0, authority.cert());
        }
        Cert target = authority.issue("CN=target", c -> c.dns("example.com")
                .extension(Extension.certificatePolicies, false, informations())).cert();
        assertEquals(PathFault.BUDGET, refused("policy mappings, 100 to 100, 12 deep", target, chain, root));
    }

    @Test
    @PublishedAttack(id = "CVE-2025-14831", victim = "GnuTLS", kind = AttackKind.TIME,
            what = "many names under many name constraints")
    @PublishedAttack(id = "CVE-2025-58187", victim = "Go", kind = AttackKind.TIME,
            what = "name constraints cost the square of their number")
    void manyNamesUnderManyConstraints() throws PathRefused {
        TestPki root = TestPki.root("CN=root");
        TestPki authority = root.issue("CN=constrained", c -> c.authority(-1).extension(Extension.nameConstraints,
                true, constraints(GeneralName.dNSName, 2000)));
        String[] names = new String[10_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "n" + i + ".host" + i % 2000 + ".example";
        }
        Cert target = authority.issue("CN=target", c -> c.dns(names)).cert();
        Budget budget = new Budget();
        VerifiedPath path = assertTimeoutPreemptively(HANG, () -> builder.build(
                request(target, List.of(authority.cert()), root), budget).path());
        System.out.println("10 000 DNS names under 2 000 DNS constraints: accepted, " + budget.spent());
        assertEquals(2, path.certificates().size());
    }

    @Test
    @PublishedAttack(id = "CVE-2025-14831", victim = "GnuTLS", kind = AttackKind.TIME,
            what = "many names under many name constraints")
    void manyDirectoryNamesUnderManyConstraints() {
        TestPki root = TestPki.root("CN=root");
        TestPki authority = root.issue("CN=constrained", c -> c.authority(-1).extension(Extension.nameConstraints,
                true, constraints(GeneralName.directoryName, 1000)));
        GeneralName[] names = new GeneralName[1000];
        for (int i = 0; i < names.length; i++) {
            names[i] = new GeneralName(new X500Name("O=host" + i + ".example,CN=n"));
        }
        Cert target = authority.issue("O=host0.example,CN=target", c -> c.names(names)).cert();
        assertEquals(PathFault.BUDGET,
                refused("1 000 directory names under 1 000 constraints", target, List.of(authority.cert()), root));
    }

    @Test
    void hugeCertificatesAreNotEvenRead() {
        byte[] huge = new DerWriter().element(Tag.SEQUENCE, new byte[16 << 20]).toBytes();
        MalformedInput refused = assertThrows(MalformedInput.class, () -> CertReader.read(huge));
        assertTrue(refused.getMessage().contains("above the cap"), refused.getMessage());
    }

    @Test
    void deepDerIsRefused() {
        byte[] deep = new byte[0];
        for (int i = 0; i < 10_000; i++) {
            deep = new DerWriter().element(i % 2 == 0 ? Tag.SEQUENCE : Tag.SET, deep).toBytes();
        }
        byte[] nested = deep;
        assertThrows(MalformedInput.class, () -> CertReader.read(nested));
    }

    @Test
    @PublishedAttack(id = "CVE-2024-28835", victim = "GnuTLS", kind = AttackKind.FAILURES,
            what = "a chain of very many certificates")
    void aChainLongerThanTheCap() {
        TestPki root = TestPki.root("CN=root");
        TestPki authority = root;
        List<Cert> pool = new ArrayList<>();
        for (int depth = 0; depth < 40; depth++) {
            authority = authority.authority("CN=level " + depth);
            pool.add(authority.cert());
        }
        long seed = System.nanoTime();
        java.util.Collections.shuffle(pool, new Random(seed));
        Cert target = authority.issue("CN=target", c -> c.dns("example.com")).cert();
        PathFault fault = refused("40 intermediates, seed " + seed, target, pool, root);
        assertTrue(fault == PathFault.NO_ISSUER || fault == PathFault.PATH_TOO_LONG, fault.toString());
    }

    private PathFault refused(String what, Cert target, List<Cert> pool, TestPki root) {
        Budget budget = new Budget();
        long start = System.nanoTime();
        PathRefused refused = assertTimeoutPreemptively(HANG, () -> assertThrows(PathRefused.class,
                () -> builder.build(request(target, pool, root), budget)));
        System.out.println(what + ": " + refused.fault() + " after " + (System.nanoTime() - start) / 1_000_000
                + " ms, " + budget.spent());
        return refused.fault();
    }

    private static PathBuilder.Request request(Cert target, List<Cert> pool, TestPki root) {
        return new PathBuilder.Request(target, pool, new Anchors(List.of(Anchor.of(root.cert()))),
                ValidationParameters.at(TestPki.now()), null, null);
    }

    /** Authorities that share two key pairs, which keeps the making of a mesh cheap. */
    private static List<TestPki> authorities(String name, int count) {
        KeyPair keys = TestPki.keys("EC", 256);
        List<TestPki> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(TestPki.root("CN=" + name + i, c -> c.keys(keys)));
        }
        return all;
    }

    private static NameConstraints constraints(int form, int count) {
        GeneralSubtree[] permitted = new GeneralSubtree[count];
        for (int i = 0; i < count; i++) {
            permitted[i] = new GeneralSubtree(form == GeneralName.dNSName
                    ? new GeneralName(form, "host" + i + ".example")
                    : new GeneralName(new X500Name("O=host" + i + ".example")));
        }
        return new NameConstraints(permitted, null);
    }

    private static List<ASN1ObjectIdentifier> policies(int count) {
        List<ASN1ObjectIdentifier> policies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            policies.add(new ASN1ObjectIdentifier("1.2.3.4." + i));
        }
        return policies;
    }

    private static CertificatePolicies informations() {
        return new CertificatePolicies(POLICIES.stream().map(PolicyInformation::new)
                .toArray(PolicyInformation[]::new));
    }

    private static DERSequence allToAll() {
        ASN1EncodableVector pairs = new ASN1EncodableVector();
        for (ASN1ObjectIdentifier from : POLICIES) {
            for (ASN1ObjectIdentifier to : POLICIES) {
                ASN1EncodableVector pair = new ASN1EncodableVector();
                pair.add(from);
                pair.add(to);
                pairs.add(new DERSequence(pair));
            }
        }
        return new DERSequence(pairs);
    }
}

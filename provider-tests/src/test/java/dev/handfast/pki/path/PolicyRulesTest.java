package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.der.Oid;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The graph of valid policies that a path ends with (RFC 9618 section 5), node by node, and its price. */
@Tag("unit")
class PolicyRulesTest {

    private static final String ANY = "2.5.29.32.0";
    private static final String A = "1.2.3.1";
    private static final String B = "1.2.3.2";
    private static final String C = "1.2.3.3";
    private static final TestPki ROOT = TestPki.root("CN=root");

    private final PathValidator judge = new PathValidator(new SignatureChecks(new JcaCertificateSignatures(), null),
            new SharedCaches(1L << 30));
    private ValidationParameters rules = ValidationParameters.at(TestPki.now());
    private Budget budget = new Budget();

    private static TestPki authority(TestPki issuer, String name, String[] mapped, String... policies) {
        return issuer.issue(name, c -> {
            with(c.authority(-1), false, policies);
            if (mapped.length > 0) {
                DERSequence[] pairs = new DERSequence[mapped.length / 2];
                for (int i = 0; i < pairs.length; i++) {
                    pairs[i] = new DERSequence(new ASN1ObjectIdentifier[] {new ASN1ObjectIdentifier(mapped[2 * i]),
                        new ASN1ObjectIdentifier(mapped[2 * i + 1])});
                }
                c.extension(Extension.policyMappings, false, new DERSequence(pairs));
            }
        });
    }

    private static void with(TestPki.Content content, boolean critical, String... policies) {
        if (policies.length > 0) {
            content.extension(Extension.certificatePolicies, critical, new CertificatePolicies(Arrays.stream(policies)
                    .map(one -> new PolicyInformation(new ASN1ObjectIdentifier(one)))
                    .toArray(PolicyInformation[]::new)));
        }
    }

    private static String[] mapping(String... pairs) {
        return pairs;
    }

    /** Each node shows its policy, what is expected below it, and where it comes from. */
    @Test
    void nodesShowWhereTheyComeFrom() throws Exception {
        TestPki authority = authority(ROOT, "CN=authority", mapping(A, B, A, C), A);
        TestPki leaf = authority.issue("CN=leaf", c -> c.extension(Extension.certificatePolicies, true,
                new CertificatePolicies(new PolicyInformation[] {new PolicyInformation(new ASN1ObjectIdentifier(B),
                        new DERSequence(new PolicyQualifierInfo("http://cps.example/")))})));
        PolicyGraph graph = validate(leaf, authority).policies();
        assertEquals(Set.of(Oids.ANY_POLICY), graph.root().expected());
        assertFalse(graph.root().isCritical());
        PolicyGraph.Node upper = graph.root().children().get(0);
        assertEquals(A, upper.policy().toString());
        assertEquals(Set.of(B, C), upper.expected().stream().map(Oid::toString).collect(Collectors.toSet()));
        assertEquals(List.of(), upper.qualifiers());
        assertFalse(upper.isCritical());
        PolicyGraph.Node lower = upper.children().get(0);
        assertEquals(Set.of(B), lower.expected().stream().map(Oid::toString).collect(Collectors.toSet()));
        assertEquals(1, lower.qualifiers().size());
        assertTrue(lower.isCritical());
        assertEquals(2, lower.depth());
    }

    /** Section 5.2 of RFC 9618: a policy that is mapped while anyPolicy stands gets a node beside it. */
    @Test
    void whatAnyPolicyStandsForCanBeMapped() throws Exception {
        TestPki authority = authority(ROOT, "CN=authority", mapping(A, B), ANY);
        assertEquals("2.5.29.32.0[1.2.3.1[1.2.3.2]]", graph(leaf(authority, B), authority));
        assertEquals("2.5.29.32.0[2.5.29.32.0[1.2.3.3]]", graph(leaf(authority, C), authority));
        // Without anyPolicy a mapping of what is not there does nothing.
        TestPki narrow = authority(ROOT, "CN=authority", mapping(A, B), C);
        assertNull(validate(leaf(narrow, B), narrow).policies());
        assertEquals("2.5.29.32.0[1.2.3.3[1.2.3.3]]", graph(leaf(narrow, C), narrow));
    }

    /** Where mapping is inhibited a policy that is mapped goes, and with it all if there is no other. */
    @Test
    void inhibitedMappingsTakeTheirPolicyAway() throws Exception {
        rules = rules.withMappingInhibited(true);
        TestPki authority = authority(ROOT, "CN=authority", mapping(A, B), A, C);
        assertEquals("2.5.29.32.0[1.2.3.3[1.2.3.3]]", graph(leaf(authority, A, B, C), authority));
        TestPki only = authority(ROOT, "CN=authority", mapping(A, B), A);
        assertNull(validate(leaf(only, A, B), only).policies());
        TestPki absent = authority(ROOT, "CN=authority", mapping(A, B), C);
        assertEquals("2.5.29.32.0[1.2.3.3[1.2.3.3]]", graph(leaf(absent, C), absent));
        rules = rules.withExplicitPolicy(true);
        assertEquals(PathFault.POLICY, assertThrows(PathRefused.class, () -> validate(leaf(only, A, B), only)).fault());
    }

    /** Section 5.4: of what hangs on anyPolicy only what was asked for is left, which takes anyPolicy's place. */
    @Test
    void whatWasAskedForIsLeft() throws Exception {
        TestPki wide = authority(ROOT, "CN=wide", mapping(), ANY);
        TestPki narrow = authority(ROOT, "CN=narrow", mapping(), A, B);
        rules = rules.withPolicies(Set.of(oid(A)));
        assertEquals("2.5.29.32.0[1.2.3.1[1.2.3.1]]", graph(leaf(narrow, A, B), narrow));
        assertEquals("2.5.29.32.0[2.5.29.32.0[1.2.3.1]]", graph(leaf(wide, ANY), wide));
        assertEquals("2.5.29.32.0[2.5.29.32.0[1.2.3.1]]", graph(leaf(wide, A, ANY), wide));
        assertEquals("2.5.29.32.0[1.2.3.1[1.2.3.1]]", graph(leaf(narrow, ANY), narrow));
        assertNull(validate(leaf(wide, B), wide).policies());
        assertNull(validate(leaf(narrow, C), narrow).policies());
        rules = rules.withPolicies(Set.of(oid(A), oid(C)));
        TestPki both = authority(ROOT, "CN=both", mapping(), A, ANY);
        assertEquals("2.5.29.32.0[1.2.3.1[1.2.3.1]2.5.29.32.0[1.2.3.3]]", graph(leaf(both, ANY), both));
        rules = rules.withPolicies(Set.of(oid(C)));
        TestPki mapped = authority(ROOT, "CN=mapped", mapping(C, B), C);
        assertEquals("2.5.29.32.0[1.2.3.3[1.2.3.2]]", graph(leaf(mapped, B), mapped));
    }

    /** A target that is itself trusted has no policies of a path to choose from. */
    @Test
    void nothingIsChosenOnAnEmptyPath() throws Exception {
        rules = rules.withPolicies(Set.of(oid(A)));
        assertEquals(List.of(), judge.validate(List.of(), Anchor.of(ROOT.cert()), rules, budget).certificates());
    }

    /** Section 6.1.5 (a): a skip of no certificates at the target demands a policy; one of more does not. */
    @Test
    void aTargetMayDemandAPolicyOfItself() throws Exception {
        assertEquals(PathFault.POLICY, assertThrows(PathRefused.class, () -> validate(demanding(0))).fault());
        assertNull(validate(demanding(1)).policies());
        TestPki authority = ROOT.issue("CN=authority", c -> c.authority(-1).extension(Extension.policyConstraints, true,
                new DERSequence(new org.bouncycastle.asn1.DERTaggedObject(false, 0, new ASN1Integer(1)))));
        assertEquals(PathFault.POLICY, assertThrows(PathRefused.class, () -> validate(authority.issue("CN=leaf",
                c -> {}), authority)).fault(), "one certificate below");
    }

    private static TestPki demanding(int skip) {
        return ROOT.issue("CN=leaf", c -> c.extension(Extension.policyConstraints, true, new DERSequence(
                new org.bouncycastle.asn1.DERTaggedObject(false, 0, new ASN1Integer(skip)))));
    }

    /** Nodes and edges are counted where they are made and where they are looked at. */
    @Test
    void nodesAndEdgesAreCounted() throws Exception {
        TestPki authority = authority(ROOT, "CN=authority", mapping(), A, B);
        validate(leaf(authority, A), authority);
        assertTrue(budget.spent().endsWith(" 9 policy nodes"), budget.spent());
        TestPki mapped = authority(ROOT, "CN=mapped", mapping(A, B, A, C), ANY);
        validate(leaf(mapped, A), mapped);
        assertTrue(budget.spent().endsWith(" 12 policy nodes"), budget.spent());
        rules = rules.withPolicies(Set.of(oid(A)));
        TestPki wide = authority(ROOT, "CN=wide", mapping(), ANY);
        validate(leaf(wide, ANY), wide);
        assertTrue(budget.spent().endsWith(" 8 policy nodes"), budget.spent());
    }

    /** What a remembered path weighs grows with its graph's nodes and edges. */
    @Test
    void aGraphWeighsByNodesAndEdges() throws Exception {
        long none = validate(ROOT.issue("CN=leaf", c -> {})).weight();
        assertTrue(none >= 1_000, "bytes: " + none);
        TestPki authority = authority(ROOT, "CN=authority", mapping(), A, B);
        long one = validate(leaf(authority, A), authority).weight();
        long two = validate(leaf(authority, A, B), authority).weight();
        assertTrue(one - none >= 3 * 600, "three nodes: " + (one - none));
        assertTrue(two - one >= 2 * 600 + 4 * 100, "two more, and their edges: " + (two - one));
        TestPki mapped = authority(ROOT, "CN=mapped", mapping(A, B, A, C), A);
        TestPki plain = authority(ROOT, "CN=mapped", mapping(A, B), A);
        long more = validate(leaf(mapped, B), mapped).weight() - validate(leaf(plain, B), plain).weight();
        assertTrue(more >= 100, "one policy more that is expected: " + more);
    }

    private static Oid oid(String text) throws Exception {
        return TestPki.root("CN=oid", c -> with(c, false, text)).cert().policyRules().policies().keySet().iterator()
                .next();
    }

    private static TestPki leaf(TestPki authority, String... policies) {
        return authority.issue("CN=leaf", c -> with(c, false, policies));
    }

    private VerifiedPath validate(TestPki... chain) throws PathRefused {
        budget = new Budget();
        List<Cert> certificates = Arrays.stream(chain).map(TestPki::cert).toList();
        return judge.validate(certificates, Anchor.of(ROOT.cert()), rules, budget);
    }

    /** The graph as a term. */
    private String graph(TestPki... chain) throws PathRefused {
        PolicyGraph graph = validate(chain).policies();
        assertNotNull(graph);
        return term(graph.root());
    }

    private static String term(PolicyGraph.Node node) {
        return node.policy() + (node.children().isEmpty() ? "" : node.children().stream().map(PolicyRulesTest::term)
                .collect(Collectors.joining("", "[", "]")));
    }
}

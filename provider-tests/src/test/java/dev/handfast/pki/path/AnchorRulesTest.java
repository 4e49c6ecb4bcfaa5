package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.der.Oid;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyQualifierInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An anchor's certificate sets limits (RFC 5937 section 3.2), and all of a chain must allow what it is used for. */
@Tag("unit")
class AnchorRulesTest {

    private static final String ANY = "2.5.29.32.0";
    private static final String A = "1.2.3.1";
    private static final String B = "1.2.3.2";
    private static final String C = "1.2.3.3";
    private static final KeyPair KEYS = TestPki.keys("EC", 256);

    private final PathValidator judge = new PathValidator(new SignatureChecks(new JcaCertificateSignatures(), null),
            new SharedCaches(1L << 30));
    private ValidationParameters rules = ValidationParameters.at(TestPki.now()).withAnchorConstraints(true)
            .withExplicitPolicy(true);

    private static TestPki root(Consumer<TestPki.Content> more) {
        return TestPki.root("CN=root", c -> more.accept(c.keys(KEYS)));
    }

    private static void policies(TestPki.Content content, String... policies) {
        content.extension(Extension.certificatePolicies, false, new CertificatePolicies(Arrays.stream(policies).map(
                one -> new PolicyInformation(new ASN1ObjectIdentifier(one))).toArray(PolicyInformation[]::new)));
    }

    private static void mapping(TestPki.Content content, String from, String to) {
        content.extension(Extension.policyMappings, false, new DERSequence(new DERSequence(new ASN1ObjectIdentifier[] {
            new ASN1ObjectIdentifier(from), new ASN1ObjectIdentifier(to)})));
    }

    private static void uses(TestPki.Content content, KeyPurposeId... uses) {
        content.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(uses));
    }

    private static Set<Oid> oids(String... texts) {
        return TestPki.root("CN=oid", c -> policies(c, texts)).cert().policyRules().policies().keySet();
    }

    /** Whether a leaf for a policy has one that counts below such a root. */
    private boolean counts(TestPki root, String policy) {
        try {
            judge(root, root.issue("CN=leaf", c -> policies(c, policy)));
            return true;
        } catch (PathRefused e) {
            assertEquals(PathFault.POLICY, e.fault());
            return false;
        }
    }

    @Test
    void anAnchorsPoliciesNarrowTheCallers() {
        TestPki narrow = root(c -> policies(c, A, B));
        assertTrue(counts(narrow, A) && counts(narrow, B) && !counts(narrow, C));
        TestPki wide = root(c -> policies(c, ANY, A));
        TestPki silent = root(c -> {});
        assertTrue(counts(wide, A) && counts(wide, C) && counts(silent, C));
        rules = rules.withPolicies(oids(B, C));
        assertTrue(!counts(narrow, A) && counts(narrow, B) && !counts(narrow, C));
        assertFalse(counts(root(c -> policies(c, A)), A), "none in common");
    }

    /** Where anyPolicy counts for nothing, an anchor's does not either; one that says nothing allows all. */
    @Test
    void anyPolicyOfAnAnchorMayCountForNothing() {
        rules = rules.withAnyPolicyInhibited(true);
        TestPki wide = root(c -> policies(c, ANY, A));
        assertTrue(counts(wide, A) && !counts(wide, C));
        assertTrue(counts(root(c -> {}), C));
        assertFalse(counts(root(c -> policies(c, ANY)), A));
    }

    @Test
    void anAnchorsMappingsCount() {
        TestPki root = root(c -> mapping(c, A, B));
        rules = rules.withPolicies(oids(A, C));
        assertTrue(!counts(root, A) && counts(root, B) && counts(root, C));
        rules = rules.withMappingInhibited(true);
        assertTrue(!counts(root, A) && !counts(root, B) && counts(root, C));
        rules = rules.withPolicies(oids(A));
        assertTrue(!counts(root, A) && !counts(root, B), "nothing is left");
        for (String[] pair : new String[][] {{A, ANY}, {ANY, A}}) {
            assertEquals(PathFault.POLICY_MAPPING, refused(root(c -> mapping(c, pair[0], pair[1])), root.issue(
                    "CN=leaf", c -> policies(c, A))).fault());
        }
    }

    @Test
    void anAnchorsLimitsCount() {
        rules = rules.withExplicitPolicy(false);
        TestPki root = root(c -> c.extension(Extension.basicConstraints, true, new BasicConstraints(0)));
        TestPki authority = root.authority("CN=authority");
        PathRefused refused = refused(root, authority.issue("CN=leaf", c -> {}), authority);
        assertEquals(PathFault.PATH_TOO_LONG, refused.fault());
        assertTrue(
                refused.getMessage().endsWith("makes the path longer than the basic constraints of an authority above"
                        + " it allow"),
                refused.getMessage());
        rules = rules.withMaxIntermediates(0);
        assertTrue(refused(root, authority.issue("CN=leaf", c -> {}), authority).getMessage().contains(
                "the path length asked for or "));
        rules = rules.withMaxIntermediates(-1);
        TestPki client = root(c -> uses(c, KeyPurposeId.id_kp_clientAuth));
        assertEquals(PathFault.WRONG_PURPOSE, refused(client, client.issue("CN=leaf", c -> uses(c,
                KeyPurposeId.id_kp_serverAuth))).fault());
        rules = rules.withPurpose(Oids.SERVER_AUTH);
        PathRefused purpose = refused(client, client.issue("CN=leaf", c -> {}));
        assertEquals(PathFault.WRONG_PURPOSE, purpose.fault());
        assertEquals(1, purpose.index());
        TestPki strange = root(c -> c.extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE));
        assertEquals(PathFault.UNKNOWN_CRITICAL_EXTENSION, refused(strange, strange.issue("CN=leaf", c -> {})).fault());
    }

    /** RFC 5280 section 4.2.1.12 for the whole chain: some purpose must be left, and the one that is asked for. */
    @Test
    void aChainHasAPurposeInCommon() {
        rules = rules.withExplicitPolicy(false);
        TestPki root = root(c -> {});
        TestPki client = root.issue("CN=authority", c -> uses(c.authority(-1), KeyPurposeId.id_kp_clientAuth));
        assertEquals(PathFault.WRONG_PURPOSE, refused(root, below(client, KeyPurposeId.id_kp_serverAuth), client)
                .fault());
        for (TestPki fine : List.of(below(client, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth),
                below(client, KeyPurposeId.anyExtendedKeyUsage), below(client, KeyPurposeId.id_kp_OCSPSigning),
                client.issue("CN=leaf", c -> {}))) {
            assertDoesNotThrow(() -> judge(root, fine, client));
        }
        rules = rules.withPurpose(Oids.SERVER_AUTH);
        assertEquals(PathFault.WRONG_PURPOSE, refused(root, below(root, KeyPurposeId.id_kp_clientAuth)).fault());
    }

    private static TestPki below(TestPki issuer, KeyPurposeId... uses) {
        return issuer.issue("CN=leaf", c -> uses(c, uses));
    }

    /** Section 4.2.1.4: only where the extension is critical. */
    @Test
    void qualifiersThatAreNotUnderstoodMustNotBeCritical() {
        rules = rules.withExplicitPolicy(false);
        TestPki root = root(c -> {});
        CertificatePolicies strange = new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(A),
                new DERSequence(new DERSequence(new ASN1Encodable[] {new ASN1ObjectIdentifier("1.2.3.9"),
                    DERNull.INSTANCE}))));
        CertificatePolicies known = new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(A),
                new DERSequence(new PolicyQualifierInfo("http://cps.example/"))));
        assertEquals(PathFault.POLICY_QUALIFIER, refused(root, root.issue("CN=leaf", c -> c.extension(
                Extension.certificatePolicies, true, strange))).fault());
        assertDoesNotThrow(() -> judge(root, root.issue("CN=leaf", c -> c.extension(Extension.certificatePolicies,
                false, strange))));
        TestPki leaf = root.issue("CN=leaf", c -> c.extension(Extension.certificatePolicies, true, known));
        assertDoesNotThrow(() -> judge(root, leaf));
        rules = rules.withCriticalQualifiersRefused(true);
        assertEquals(PathFault.POLICY_QUALIFIER, refused(root, leaf).fault());
    }

    /** The longest chain that is judged, and one longer. */
    @Test
    void chainsAreJudgedUpToTheCap() {
        rules = rules.withExplicitPolicy(false);
        TestPki root = root(c -> {});
        List<TestPki> chain = new ArrayList<>();
        TestPki last = root;
        while (chain.size() <= Budget.DEPTH) {
            if (chain.size() == Budget.DEPTH) {
                assertDoesNotThrow(() -> judge(root, chain.toArray(new TestPki[0])));
            }
            last = last.issue("CN=" + chain.size(), c -> c.authority(-1).keys(KEYS));
            chain.add(0, last);
        }
        PathRefused refused = refused(root, chain.toArray(new TestPki[0]));
        assertEquals(PathFault.PATH_TOO_LONG, refused.fault());
        assertEquals(-1, refused.index());
    }

    private PathRefused refused(TestPki root, TestPki... chain) {
        return assertThrows(PathRefused.class, () -> judge(root, chain));
    }

    private void judge(TestPki root, TestPki... chain) throws PathRefused {
        List<Cert> certificates = Arrays.stream(chain).map(TestPki::cert).toList();
        judge.validate(certificates, Anchor.of(root.cert()), rules, new Budget());
    }
}

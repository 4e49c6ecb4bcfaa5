package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.TestPki.Content;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random chains with random policies, mappings and constraints: the graph of RFC 9618 accepts what the trees of RFC
 * 5280 do, those of the JDK and of BouncyCastle, or at least of one of them. (What they return as valid policies
 * differs among them; PKITS states it, and {@link PkitsTest} compares.)
 */
@Tag("contract")
class PolicyDifferentialTest {

    private static final int CHAINS = 300;
    private static final String ANY = "2.5.29.32.0";
    private static final List<String> POLICIES = List.of("1.2.3.1", "1.2.3.2", "1.2.3.3");
    private static final KeyPair[] KEYS = {TestPki.keys("EC", 256), TestPki.keys("EC", 256), TestPki.keys("EC", 256),
        TestPki.keys("EC", 256), TestPki.keys("EC", 256)};
    private static final TestPki ROOT = TestPki.root("CN=root", c -> c.keys(KEYS[0]));

    private final List<Provider> providers = List.of(new HandfastProvider(), Security.getProvider("SUN"),
            new BouncyCastleProvider());

    @Test
    void theGraphSaysWhatTreesSay() throws Exception {
        long seed = Long.getLong("handfast.test.seed", System.nanoTime());
        Random random = new Random(seed);
        int accepted = 0;
        int bySun = 0;
        List<String> alone = new ArrayList<>();
        for (int i = 0; i < CHAINS; i++) {
            StringBuilder text = new StringBuilder();
            CertPath path = path(random, text);
            PKIXParameters parameters = parameters(random, text);
            boolean ours = accepts(providers.get(0), path, parameters);
            accepted += ours ? 1 : 0;
            if (ours != accepts(providers.get(1), path, parameters)) {
                if (ours == accepts(providers.get(2), path, parameters)) {
                    bySun++;
                } else {
                    alone.add((ours ? "accepted: " : "refused: ") + text);
                }
            }
        }
        System.out.println("random policies: " + CHAINS + " chains, accepted " + accepted + ", the JDK alone "
                + bySun + ", seed " + seed);
        assertEquals(List.of(), alone, "seed " + seed);
        assertTrue(accepted > CHAINS / 10 && accepted < CHAINS);
    }

    private static CertPath path(Random random, StringBuilder text) throws GeneralSecurityException {
        int authorities = 1 + random.nextInt(3);
        List<X509Certificate> chain = new ArrayList<>();
        TestPki issuer = ROOT;
        for (int i = 1; i <= authorities; i++) {
            int key = i;
            boolean selfIssued = random.nextInt(8) == 0;
            text.append(selfIssued ? "| self " : "| ca ");
            issuer = issuer.issue(selfIssued ? issuer.name() : "CN=ca" + i, c -> {
                c.authority(-1).keys(KEYS[key]);
                policies(random, text, c);
                limits(random, text, c);
            });
            chain.add(0, issuer.certificate());
        }
        text.append("| leaf ");
        chain.add(0, issuer.issue("CN=leaf", c -> {
            c.keys(KEYS[4]);
            policies(random, text, c);
        }).certificate());
        return CertificateFactory.getInstance("X.509").generateCertPath(chain);
    }

    private static void policies(Random random, StringBuilder text, Content content) {
        List<PolicyInformation> all = new ArrayList<>();
        for (String policy : POLICIES) {
            if (random.nextInt(3) > 0) {
                all.add(new PolicyInformation(new ASN1ObjectIdentifier(policy)));
            }
        }
        if (random.nextInt(3) == 0) {
            all.add(new PolicyInformation(new ASN1ObjectIdentifier(ANY)));
        }
        if (!all.isEmpty()) {
            all.forEach(p -> text.append(p.getPolicyIdentifier()).append(' '));
            content.extension(Extension.certificatePolicies, false,
                    new CertificatePolicies(all.toArray(new PolicyInformation[0])));
        }
    }

    private static void limits(Random random, StringBuilder text, Content content) {
        if (random.nextInt(2) == 0) {
            int pairs = 1 + random.nextInt(2);
            ASN1EncodableVector mappings = new ASN1EncodableVector();
            for (int i = 0; i < pairs; i++) {
                String from = POLICIES.get(random.nextInt(POLICIES.size()));
                String to = POLICIES.get(random.nextInt(POLICIES.size()));
                text.append("map ").append(from).append(" to ").append(to).append(' ');
                ASN1EncodableVector pair = new ASN1EncodableVector();
                pair.add(new ASN1ObjectIdentifier(from));
                pair.add(new ASN1ObjectIdentifier(to));
                mappings.add(new DERSequence(pair));
            }
            content.extension(Extension.policyMappings, true, PolicyMappings.getInstance(new DERSequence(mappings)));
        }
        int require = random.nextInt(5);
        int inhibit = random.nextInt(8);
        if (require < 3 || inhibit < 3) {
            text.append("require ").append(require).append(" inhibit ").append(inhibit).append(' ');
            content.extension(Extension.policyConstraints, true, new PolicyConstraints(
                    require < 3 ? BigInteger.valueOf(require) : null,
                    inhibit < 3 ? BigInteger.valueOf(inhibit) : null));
        }
        int any = random.nextInt(8);
        if (any < 3) {
            text.append("inhibitAny ").append(any).append(' ');
            content.extension(Extension.inhibitAnyPolicy, true, new ASN1Integer(any));
        }
    }

    private static PKIXParameters parameters(Random random, StringBuilder text) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.setRevocationEnabled(false);
        Set<String> initial = new HashSet<>();
        for (String policy : POLICIES) {
            if (random.nextInt(3) == 0) {
                initial.add(policy);
            }
        }
        parameters.setInitialPolicies(initial);
        parameters.setExplicitPolicyRequired(random.nextInt(2) == 0);
        parameters.setPolicyMappingInhibited(random.nextInt(8) == 0);
        parameters.setAnyPolicyInhibited(random.nextInt(8) == 0);
        text.append("| initial ").append(initial).append(" explicit ").append(parameters.isExplicitPolicyRequired())
                .append(" no mapping ").append(parameters.isPolicyMappingInhibited()).append(" no any ")
                .append(parameters.isAnyPolicyInhibited());
        return parameters;
    }

    private static boolean accepts(Provider provider, CertPath path, PKIXParameters parameters) throws Exception {
        try {
            CertPathValidator.getInstance("PKIX", provider).validate(path, parameters);
            return true;
        } catch (CertPathValidatorException e) {
            return false;
        }
    }
}

package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.HandfastProvider;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PolicyNode;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** NIST's PKITS, all 249 runs, each way, with the policies that its descriptions state. */
@Tag("contract")
class PkitsTest {

    private static final String ANY = "2.5.29.32.0";
    private static final int RUNS = 249;

    private final Provider provider = new HandfastProvider();

    @Test
    void validatorAgreesWithEveryRun() throws Exception {
        run(false);
    }

    @Test
    void builderAgreesWithEveryRun() throws Exception {
        run(true);
    }

    private void run(boolean building) throws Exception {
        Path folder = Suites.path("pkits");
        Map<String, Object> manifest = Suites.json("pkits/manifest.json");
        Date time = Date.from(OffsetDateTime.parse((String) manifest.get("validation_time")).toInstant());
        List<String> disagreed = new ArrayList<>();
        int agreed = 0;
        for (Object each : Suites.list(manifest.get("tests"))) {
            Map<String, Object> test = Suites.map(each);
            String verdict = verdict(folder, test, time, building);
            if (verdict == null) {
                agreed++;
            } else {
                disagreed.add(test.get("id") + " " + test.get("title") + ": " + verdict);
            }
        }
        System.out.println("PKITS by " + (building ? "builder" : "validator") + ": " + agreed + " of " + RUNS);
        assertEquals(List.of(), disagreed);
        assertEquals(RUNS, agreed);
    }

    /** Null for agreement. */
    private String verdict(Path folder, Map<String, Object> test, Date time, boolean building) throws Exception {
        boolean accept = test.get("expected").equals("SUCCESS");
        try {
            Set<String> policies = judge(folder, test, time, building);
            Set<String> stated = new TreeSet<>();
            Suites.list(test.get("user_constrained_policies")).forEach(policy -> stated.add((String) policy));
            return !accept ? "accepted" : policies.equals(stated) ? null : "policies " + policies + ", not " + stated;
        } catch (GeneralSecurityException e) {
            return accept ? "refused: " + e.getMessage() : null;
        }
    }

    private Set<String> judge(Path folder, Map<String, Object> test, Date time, boolean building) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> all = new ArrayList<>();
        List<Object> store = new ArrayList<>();
        for (Object name : Suites.list(test.get("certs"))) {
            all.add(certificate(factory, folder, name));
        }
        for (Object name : Suites.list(test.get("crls"))) {
            try (InputStream in = Files.newInputStream(folder.resolve("crls/" + name + ".crl"))) {
                store.add((X509CRL) factory.generateCRL(in));
            }
        }
        store.addAll(all.subList(1, all.size()));
        List<X509Certificate> path = new ArrayList<>();
        for (Object name : Suites.list(test.get("path"))) {
            path.add(certificate(factory, folder, name));
        }
        Collections.reverse(path);
        path.remove(path.size() - 1);
        Set<TrustAnchor> anchors = Set.of(new TrustAnchor(all.get(0), null));
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(all.get(all.size() - 1));
        PKIXParameters parameters = building ? new PKIXBuilderParameters(anchors, target)
                : new PKIXParameters(anchors);
        if (parameters instanceof PKIXBuilderParameters builder) {
            builder.setMaxPathLength(-1);
        }
        settings(parameters, test, time, store);
        PKIXCertPathValidatorResult result = (PKIXCertPathValidatorResult) (building
                ? CertPathBuilder.getInstance("PKIX", provider).build(parameters)
                : CertPathValidator.getInstance("PKIX", provider)
                        .validate(factory.generateCertPath(path), parameters));
        Set<String> policies = new TreeSet<>();
        if (result.getPolicyTree() != null) {
            collect(result.getPolicyTree(), policies);
        }
        return policies;
    }

    private static void settings(PKIXParameters parameters, Map<String, Object> test, Date time, List<Object> store)
            throws GeneralSecurityException {
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(store)));
        parameters.setDate(time);
        parameters.setRevocationEnabled(true);
        Set<String> initial = new HashSet<>();
        Suites.list(test.get("initial_policies")).forEach(policy -> initial.add((String) policy));
        parameters.setInitialPolicies(initial.contains(ANY) ? Set.of() : initial);
        parameters.setExplicitPolicyRequired((Boolean) test.get("explicit_policy_required"));
        parameters.setPolicyMappingInhibited((Boolean) test.get("policy_mapping_inhibited"));
        parameters.setAnyPolicyInhibited((Boolean) test.get("any_policy_inhibited"));
    }

    private static X509Certificate certificate(CertificateFactory factory, Path folder, Object name)
            throws Exception {
        try (InputStream in = Files.newInputStream(folder.resolve("certs/" + name + ".crt"))) {
            return (X509Certificate) factory.generateCertificate(in);
        }
    }

    /** RFC 5280 section 6.1.5 (g): the valid_policy_node_set, and anyPolicy where it is a leaf. */
    private static void collect(PolicyNode node, Set<String> into) {
        Iterator<? extends PolicyNode> children = node.getChildren();
        boolean any = node.getValidPolicy().equals(ANY);
        if (any ? !children.hasNext() : node.getParent() != null && node.getParent().getValidPolicy().equals(ANY)) {
            into.add(node.getValidPolicy());
        }
        while (children.hasNext()) {
            collect(children.next(), into);
        }
    }
}

package dev.handfast.jsse.pkix;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.peers.HarmlessText;
import dev.handfast.pki.TestPki;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Certificates that name addresses, and searches for a path that fetch from there. */
final class Fetching {

    static final TestPki ROOT = TestPki.root("CN=root");
    static final TestPki AUTHORITY = ROOT.authority("CN=authority");

    private Fetching() {
    }

    /** What is fetched, by which extension. */
    enum Kind {
        RESPONSE, LIST, ISSUER;

        /** Names addresses in a certificate. */
        Consumer<TestPki.Content> at(List<String> uris) {
            return switch (this) {
                case RESPONSE -> OddServer.ocsp(uris);
                case LIST -> OddServer.lists(uris);
                case ISSUER -> OddServer.issuers(uris);
            };
        }

        /** What would serve. */
        byte[] good(TestPki leaf) throws Exception {
            return switch (this) {
                case RESPONSE -> TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY, -1, 1);
                case LIST -> TestRevocation.list(AUTHORITY, AUTHORITY, 1, 9, null).getEncoded();
                case ISSUER -> AUTHORITY.certificate().getEncoded();
            };
        }
    }

    static TestPki leaf(Kind kind, String address) {
        return leaf(kind, List.of(address));
    }

    static TestPki leaf(Kind kind, List<String> addresses) {
        return AUTHORITY.issue("CN=leaf", kind.at(addresses));
    }

    static String refused(Kind kind, TestPki leaf, Map<String, String> more) {
        CertPathBuilderException refused = assertThrows(CertPathBuilderException.class, () -> build(kind, leaf, more));
        HarmlessText.check(refused);
        return refused.getMessage();
    }

    static boolean isBuilt(Kind kind, TestPki leaf) throws Exception {
        try {
            search(kind, leaf);
            return true;
        } catch (CertPathBuilderException e) {
            assertTrue(e.getMessage().contains("was neither sent"), e.getMessage());
            return false;
        }
    }

    static void build(Kind kind, TestPki leaf, Map<String, String> more) throws Exception {
        Map<String, String> properties = new HashMap<>(more);
        properties.put("com.sun.security.enableAIAcaIssuers", "true");
        properties.put("com.sun.security.allowedAIALocations", "any");
        with(properties, () -> {
            search(kind, leaf);
            return null;
        });
    }

    static void search(Kind kind, TestPki leaf, Option... more) throws Exception {
        CertPathBuilder builder = CertPathBuilder.getInstance("PKIX", new HandfastProvider());
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf.certificate());
        target.setExtendedKeyUsage(Set.of("1.3.6.1.5.5.7.3.1"));
        TestPki anchor = kind == Kind.ISSUER ? ROOT : AUTHORITY;
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                Set.of(new TrustAnchor(anchor.certificate(), null)), target);
        parameters.setRevocationEnabled(false);
        if (kind != Kind.ISSUER) {
            PKIXRevocationChecker checker = (PKIXRevocationChecker) builder.getRevocationChecker();
            Set<Option> options = EnumSet.of(Option.NO_FALLBACK, more);
            if (kind == Kind.LIST) {
                options.add(Option.PREFER_CRLS);
            }
            checker.setOptions(options);
            parameters.addCertPathChecker(checker);
        }
        builder.build(parameters);
    }
}

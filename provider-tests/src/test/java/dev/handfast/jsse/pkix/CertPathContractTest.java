package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.BackwardChecker;
import dev.handfast.pki.TestPki;
import java.security.InvalidAlgorithmParameterException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathParameters;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What JCA promises of PKIX validators and builders, asked of the JDK's, which is the oracle, and of ours. */
@Tag("contract")
class CertPathContractTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki CA = ROOT.authority("CN=ca");
    private static final TestPki LEAF = CA.issue("CN=leaf", c -> {});
    private static final String UNKNOWN = "1.2.3.4.5";
    private static final TestPki ODD = CA.issue("CN=odd", c -> c.extension(new ASN1ObjectIdentifier(UNKNOWN), true,
            DERNull.INSTANCE).extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)));

    static Stream<Provider> providers() {
        return Stream.of(Security.getProvider("SUN"), new HandfastProvider());
    }

    /** A checker that notes what it is shown. */
    private static class Noting extends BackwardChecker {

        final List<String> seen;
        final Set<String> supported;
        int index;

        Noting(List<String> seen, Set<String> supported) {
            this.seen = seen;
            this.supported = supported;
        }

        @Override
        public void init(boolean forward) {
            index = 0;
            seen.add("init " + forward);
        }

        @Override
        public Set<String> getSupportedExtensions() {
            return supported;
        }

        @Override
        public void check(Certificate certificate, Collection<String> unresolved) throws CertPathValidatorException {
            seen.add(index++ + " " + ((X509Certificate) certificate).getSubjectX500Principal() + " " + unresolved);
            if (supported != null) {
                unresolved.removeAll(supported);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void resultsNameAnchorKeyAndPolicies(Provider provider) throws Exception {
        PKIXParameters parameters = parameters(ROOT);
        PKIXCertPathValidatorResult result = validate(provider, parameters, LEAF, CA);
        assertSame(ROOT.certificate(), result.getTrustAnchor().getTrustedCert());
        assertEquals(LEAF.certificate().getPublicKey(), result.getPublicKey());
        assertNull(result.getPolicyTree(), "no certificate names a policy");
        assertNotSame(result, result.clone());

        TestPki authority = ROOT.issue("CN=pca", c -> c.authority(-1).extension(Extension.certificatePolicies, false,
                policy("2.5.29.32.0")));
        TestPki leaf = authority.issue("CN=pleaf", c -> c.extension(Extension.certificatePolicies, false,
                policy("1.2.3")));
        parameters.setInitialPolicies(Set.of("1.2.3"));
        parameters.setExplicitPolicyRequired(true);
        var tree = validate(provider, parameters, leaf, authority).getPolicyTree();
        assertEquals("2.5.29.32.0", tree.getValidPolicy());
        assertEquals(0, tree.getDepth());
        assertNull(tree.getParent());
        var below = tree.getChildren().next();
        assertEquals(1, below.getDepth());
        assertSame(tree, below.getParent());
        assertEquals("1.2.3", below.getChildren().next().getValidPolicy());
        Iterator<?> children = tree.getChildren();
        children.next();
        assertThrows(UnsupportedOperationException.class, children::remove);
        parameters.setInitialPolicies(Set.of("1.2.4"));
        assertEquals(PKIXReason.INVALID_POLICY,
                refused(provider, parameters, leaf, authority).getReason());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void refusalsHaveReasonAndIndex(Provider provider) throws Exception {
        TestPki old = TestPki.root("CN=old", c -> c.valid(-999, 999));
        TestPki below = old.authority("CN=below");
        TestPki end = below.issue("CN=end", c -> {});
        PKIXParameters timed = parameters(old);
        timed.setDate(Date.from(Instant.now().plus(Duration.ofDays(99))));
        assertRefused(BasicReason.EXPIRED, 1, provider, timed, end, below);
        timed.setDate(Date.from(Instant.now().minus(Duration.ofDays(99))));
        assertRefused(BasicReason.NOT_YET_VALID, 1, provider, timed, end, below);
        PKIXParameters parameters = parameters(ROOT);
        assertRefused(PKIXReason.NOT_CA_CERT, 1, provider, parameters, LEAF.issue("CN=x", c -> {}),
                ROOT.issue("CN=leaf", c -> c.keys(LEAF.keys())));
        assertRefused(PKIXReason.NAME_CHAINING, 0, provider, parameters, ROOT.issue("CN=y", c -> {}), CA);
        assertRefused(BasicReason.INVALID_SIGNATURE, 0, provider, parameters,
                TestPki.root("CN=ca").issue("CN=y", c -> {}), CA);
        assertRefused(PKIXReason.UNRECOGNIZED_CRIT_EXT, 0, provider, parameters, ODD, CA);
        TestPki narrow = ROOT.issue("CN=narrow", c -> c.authority(0));
        TestPki deep = narrow.authority("CN=deep");
        assertRefused(PKIXReason.PATH_TOO_LONG, 1, provider, parameters, deep.issue("CN=z", c -> {}), deep, narrow);
        TestPki mute = ROOT.issue("CN=mute", c -> c.authority(-1).extension(Extension.keyUsage, true,
                new KeyUsage(KeyUsage.cRLSign)));
        assertRefused(PKIXReason.INVALID_KEY_USAGE, 1, provider, parameters, mute.issue("CN=z", c -> {}), mute);
        assertEquals(PKIXReason.NO_TRUST_ANCHOR,
                refused(provider, parameters(TestPki.root("CN=other")), LEAF, CA).getReason());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void checkersSeeThePathFromTheAnchorDown(Provider provider) throws Exception {
        List<String> seen = new ArrayList<>();
        PKIXParameters parameters = parameters(ROOT);
        parameters.addCertPathChecker(new Noting(seen, Set.of(UNKNOWN)));
        validate(provider, parameters, ODD, CA);
        assertEquals(List.of("init false", "0 CN=ca []", "1 CN=odd [" + UNKNOWN + "]"), seen);
        seen.clear();
        validate(provider, parameters, ODD, CA);
        assertEquals("0 CN=ca []", seen.get(1), "each validation begins anew");
        PKIXParameters without = parameters(ROOT);
        without.addCertPathChecker(new Noting(seen, null));
        assertEquals(PKIXReason.UNRECOGNIZED_CRIT_EXT, refused(provider, without, ODD, CA).getReason());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void refusalsByCheckersKeepTheirReason(Provider provider) throws Exception {
        PKIXParameters parameters = parameters(ROOT);
        parameters.addCertPathChecker(new Noting(new ArrayList<>(), null) {
            @Override
            public void check(Certificate certificate, Collection<String> unresolved)
                    throws CertPathValidatorException {
                if (certificate.equals(LEAF.certificate())) {
                    throw new CertPathValidatorException("mine", null, null, -1, BasicReason.REVOKED);
                }
            }
        });
        CertPathValidatorException refused = refused(provider, parameters, LEAF, CA);
        assertEquals(BasicReason.REVOKED, refused.getReason());
        assertEquals("mine", refused.getMessage());
        assertEquals(0, refused.getIndex());
    }

    /** A checker of revocation that an application wrote checks instead of the provider's own. */
    @ParameterizedTest
    @MethodSource("providers")
    void revocationCheckersOfApplicationsAreAsked(Provider provider) throws Exception {
        List<String> asked = new ArrayList<>();
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.addCertPathChecker(new PKIXRevocationChecker() {
            @Override
            public void init(boolean forward) {
                asked.add("init");
            }

            @Override
            public boolean isForwardCheckingSupported() {
                return false;
            }

            @Override
            public Set<String> getSupportedExtensions() {
                return null;
            }

            @Override
            public void check(Certificate certificate, Collection<String> unresolved)
                    throws CertPathValidatorException {
                asked.add("check");
                if (certificate.equals(LEAF.certificate())) {
                    throw new CertPathValidatorException("revoked", null, null, -1, BasicReason.REVOKED);
                }
            }

            @Override
            public List<CertPathValidatorException> getSoftFailExceptions() {
                return List.of();
            }
        });
        assertEquals(BasicReason.REVOKED, refused(provider, parameters, LEAF, CA).getReason());
        assertEquals(List.of("init", "check", "check"), asked);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void wrongParametersAreNamed(Provider provider) throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", provider);
        CertPathBuilder builder = CertPathBuilder.getInstance("PKIX", provider);
        CertPathParameters none = () -> null;
        assertThrows(InvalidAlgorithmParameterException.class, () -> validator.validate(path(LEAF), none));
        assertThrows(InvalidAlgorithmParameterException.class, () -> builder.build(none));
        assertThrows(InvalidAlgorithmParameterException.class, () -> builder.build(parameters(ROOT)));
        assertThrows(InvalidAlgorithmParameterException.class,
                () -> builder.build(new PKIXBuilderParameters(parameters(ROOT).getTrustAnchors(), null)));
        CertPath foreign = new CertPath("Other") {
            private static final long serialVersionUID = 1L;

            @Override
            public Iterator<String> getEncodings() {
                return List.<String>of().iterator();
            }

            @Override
            public byte[] getEncoded() throws CertificateEncodingException {
                throw new CertificateEncodingException();
            }

            @Override
            public byte[] getEncoded(String encoding) throws CertificateEncodingException {
                throw new CertificateEncodingException();
            }

            @Override
            public List<? extends Certificate> getCertificates() {
                return List.of();
            }
        };
        assertThrows(InvalidAlgorithmParameterException.class, () -> validator.validate(foreign, parameters(ROOT)));
        assertTrue(validator.getRevocationChecker() instanceof PKIXRevocationChecker);
        assertTrue(builder.getRevocationChecker() instanceof PKIXRevocationChecker);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void targetConstraintsAreMet(Provider provider) throws Exception {
        PKIXParameters parameters = parameters(ROOT);
        X509CertSelector selector = new X509CertSelector();
        selector.setSubject("CN=leaf");
        parameters.setTargetCertConstraints(selector);
        validate(provider, parameters, LEAF, CA);
        selector.setSubject("CN=other");
        parameters.setTargetCertConstraints(selector);
        refused(provider, parameters, LEAF, CA);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void buildersFindTargetsInStoresAndCountIntermediates(Provider provider) throws Exception {
        X509CertSelector selector = new X509CertSelector();
        selector.setSubject("CN=leaf");
        PKIXBuilderParameters parameters = building(selector);
        PKIXCertPathBuilderResult found = build(provider, parameters);
        assertEquals(List.of(LEAF.certificate(), CA.certificate()), found.getCertPath().getCertificates());
        assertSame(ROOT.certificate(), found.getTrustAnchor().getTrustedCert());
        assertEquals(LEAF.certificate().getPublicKey(), found.getPublicKey());
        parameters.setMaxPathLength(0);
        assertThrows(CertPathBuilderException.class, () -> build(provider, parameters));
        parameters.setMaxPathLength(1);
        build(provider, parameters);
        parameters.setMaxPathLength(-1);
        build(provider, parameters);
        selector.setSubject("CN=nobody");
        parameters.setTargetCertConstraints(selector);
        assertThrows(CertPathBuilderException.class, () -> build(provider, parameters));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anchorsMayBeNamesWithKeys(Provider provider) throws Exception {
        TrustAnchor named = new TrustAnchor("CN=root", ROOT.keys().getPublic(), null);
        PKIXParameters parameters = new PKIXParameters(Set.of(named));
        parameters.setRevocationEnabled(false);
        assertSame(named, validate(provider, parameters, LEAF, CA).getTrustAnchor());
        parameters.setTrustAnchors(Set.of(new TrustAnchor("CN=root", CA.keys().getPublic(), null), named));
        assertSame(named, validate(provider, parameters, LEAF, CA).getTrustAnchor(), "the one whose key signed");
    }

    /** A self-signed certificate that is trusted as such may be the whole path, and an anchor may end one. */
    @ParameterizedTest
    @MethodSource("providers")
    void pathsMayHoldTheirAnchor(Provider provider) throws Exception {
        TestPki single = TestPki.root("CN=single", c -> c.extension(Extension.basicConstraints, false, null)
                .extension(Extension.keyUsage, false, null));
        assertSame(single.certificate(),
                validate(provider, parameters(single), single).getTrustAnchor().getTrustedCert());
        validate(provider, parameters(ROOT), LEAF, CA, ROOT);
        assertThrows(CertPathValidatorException.class, () -> validate(provider, parameters(CA), LEAF, CA));
    }

    private static CertificatePolicies policy(String oid) {
        return new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(oid)));
    }

    private static void assertRefused(CertPathValidatorException.Reason reason, int index, Provider provider,
            PKIXParameters parameters, TestPki... chain) throws Exception {
        CertPathValidatorException refused = refused(provider, parameters, chain);
        assertEquals(reason, refused.getReason(), refused.getMessage());
        assertEquals(index, refused.getIndex(), refused.getMessage());
        assertEquals(chain.length, refused.getCertPath().getCertificates().size());
    }

    private static CertPathValidatorException refused(Provider provider, PKIXParameters parameters, TestPki... chain) {
        return assertThrows(CertPathValidatorException.class, () -> validate(provider, parameters, chain));
    }

    private static PKIXCertPathValidatorResult validate(Provider provider, PKIXParameters parameters, TestPki... chain)
            throws Exception {
        return (PKIXCertPathValidatorResult) CertPathValidator.getInstance("PKIX", provider).validate(path(chain),
                parameters);
    }

    private static PKIXCertPathBuilderResult build(Provider provider, PKIXBuilderParameters parameters)
            throws Exception {
        return (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX", provider).build(parameters);
    }

    private static PKIXParameters parameters(TestPki anchor) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor.certificate(), null)));
        parameters.setRevocationEnabled(false);
        return parameters;
    }

    private static PKIXBuilderParameters building(X509CertSelector selector) throws Exception {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(parameters(ROOT).getTrustAnchors(), selector);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(
                List.of(CA.certificate(), LEAF.certificate(), ODD.certificate()))));
        return parameters;
    }

    private static CertPath path(TestPki... chain) throws Exception {
        return CertificateFactory.getInstance("X.509").generateCertPath(
                Arrays.stream(chain).map(TestPki::certificate).toList());
    }
}

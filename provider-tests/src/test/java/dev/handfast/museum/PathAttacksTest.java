package dev.handfast.museum;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.FakeEngine;
import dev.handfast.pki.TestPki;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published attacks with certificates, tried on the trust manager as a TLS client uses it. */
@Tag("unit")
class PathAttacksTest {

    private static final String HOST = "www.example.com";
    private static final TestPki ROOT = TestPki.root("CN=root");

    @Test
    void unharmedChainsAreAccepted() {
        TestPki authority = ROOT.authority("CN=authority");
        assertDoesNotThrow(() -> check(HOST, authority.issue("CN=leaf", c -> c.dns(HOST)), authority));
        for (TestPki constrained : List.of(excluding(GeneralName.rfc822Name, "evil.test"),
                excluding(GeneralName.uniformResourceIdentifier, "evil.test"),
                permitting(GeneralName.uniformResourceIdentifier, ".good.test"),
                excluding(GeneralName.dNSName, "evil.test"), permitting(GeneralName.dNSName, HOST))) {
            TestPki leaf = constrained.issue("CN=leaf", c -> c.names(new GeneralName(GeneralName.dNSName, HOST),
                    new GeneralName(GeneralName.rfc822Name, "a@good.test"),
                    new GeneralName(GeneralName.uniformResourceIdentifier, "https://www.good.test/")));
            assertDoesNotThrow(() -> check(HOST, leaf, constrained));
        }
    }

    // Name constraints

    @ParameterizedTest
    @ValueSource(strings = {"a@evil.test.", "a@EVIL.test.", "a@evil.test", "a@evil.test.."})
    @PublishedAttack(id = "CVE-2026-8763", victim = "BouncyCastle", kind = AttackKind.NAMES,
            what = "a trailing dot in a mail address or URI leaves an excluded subtree")
    void dotsBehindMailAddressesDoNotLeaveAnExcludedSubtree(String mail) {
        refused(excluding(GeneralName.rfc822Name, "evil.test"), c -> c.names(
                new GeneralName(GeneralName.dNSName, HOST), new GeneralName(GeneralName.rfc822Name, mail)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.test./", "https://evil.test.:443/x", "https://u@evil.test./",
        "https://EVIL.TEST./", "https://evil.test/", "https://evil.test../"})
    @PublishedAttack(id = "CVE-2026-8763", victim = "BouncyCastle", kind = AttackKind.NAMES,
            what = "a trailing dot in a mail address or URI leaves an excluded subtree")
    void dotsBehindUriHostsDoNotLeaveAnExcludedSubtree(String uri) {
        refused(excluding(GeneralName.uniformResourceIdentifier, "evil.test"), c -> c.names(
                new GeneralName(GeneralName.dNSName, HOST),
                new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://[fe80::1%25.good.test]/", "https://[::1%25x.good.test]:8443/",
        "https://[fe80::1]/", "https://good.test:x@[::1]/"})
    @PublishedAttack(id = "CVE-2024-45341", victim = "Go", kind = AttackKind.NAMES,
            what = "an IPv6 address with a zone counts as a host below a permitted domain")
    void zonesOfAddressesAreNoDomains(String uri) {
        refused(permitting(GeneralName.uniformResourceIdentifier, ".good.test"), c -> c.names(
                new GeneralName(GeneralName.dNSName, HOST),
                new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
    }

    @Test
    @PublishedAttack(id = "CVE-2025-61727", victim = "Go", kind = AttackKind.NAMES,
            what = "a wildcard name evades the exclusion of a name that it covers")
    @PublishedAttack(id = "RUSTSEC-2026-0099", victim = "webpki", kind = AttackKind.NAMES,
            what = "a wildcard name passes constraints that permit one name below it")
    void wildcardsAreConstrainedAsAllTheNamesTheyCover() {
        refused(excluding(GeneralName.dNSName, HOST), c -> c.dns("*.example.com"));
        refused(permitting(GeneralName.dNSName, HOST), c -> c.dns("*.example.com"));
    }

    @Test
    @PublishedAttack(id = "CVE-2022-3602", victim = "OpenSSL", kind = AttackKind.MEMORY,
            what = "punycode in a mail constraint overflows the stack")
    @PublishedAttack(id = "CVE-2022-3786", victim = "OpenSSL", kind = AttackKind.MEMORY,
            what = "dots in a punycode mail address overflow the stack")
    void punycodeOfAnyLengthIsOnlyText() {
        for (String domain : List.of("xn--" + "a".repeat(10_000) + ".test", "xn--" + ".".repeat(5_000) + "test",
                "xn--" + "9".repeat(59) + ".test")) {
            refused(excluding(GeneralName.rfc822Name, domain), c -> c.names(new GeneralName(GeneralName.dNSName, HOST),
                    new GeneralName(GeneralName.rfc822Name, "a@" + domain)));
        }
    }

    // Host names

    @Test
    @PublishedAttack(id = "CVE-2024-6119", victim = "OpenSSL", kind = AttackKind.NAMES,
            what = "an otherName is read as a host name")
    void otherNamesAreNoHostNames() {
        refused(c -> c.names(new GeneralName(GeneralName.otherName,
                new OtherName(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.5"), new DERUTF8String(HOST)))));
        refused(c -> c.names(new GeneralName(GeneralName.otherName,
                new OtherName(new ASN1ObjectIdentifier("1.2.3.4"), new DERIA5String(HOST)))));
    }

    @Test
    @PublishedAttack(id = "CVE-2026-59638", victim = "BouncyCastle", kind = AttackKind.NAMES,
            what = "the common name counts as host although nobody asked for it")
    void commonNamesAreNoHostNames() {
        TestPki bare = ROOT.issue("CN=" + HOST, c -> {});
        assertThrows(CertificateException.class, () -> check(HOST, bare));
        TestPki other = ROOT.issue("CN=" + HOST, c -> c.dns("other.example.com"));
        assertThrows(CertificateException.class, () -> check(HOST, other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.example.com\0.evil.test", "www.example.com\0", "www.example.com, DNS:evil.test",
        "evil.test, DNS:www.example.com", "URI:http://x/?DNS:www.example.com", "www\u3002example\uff0ecom",
        "www.example.com\n", " www.example.com"})
    @PublishedAttack(id = "CVE-2021-44532", victim = "Node.js", kind = AttackKind.NAMES,
            what = "a name with separators in it is read as several names")
    @PublishedAttack(id = "CVE-2026-48930", victim = "Node.js", kind = AttackKind.NAMES,
            what = "a NUL octet cuts a host name")
    void oddTextInAHostNameIsNoHostName(String name) {
        refused(c -> c.names(new GeneralName(GeneralName.dNSName, name)));
        refused(c -> c.names(new GeneralName(GeneralName.uniformResourceIdentifier, name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u3002example.com", "a\uff0eexample.com", "a\uff61example.com", "a.b\u3002example.com"})
    @PublishedAttack(id = "CVE-2026-48618", victim = "Node.js", kind = AttackKind.NAMES,
            what = "Unicode's other dots hide a label from a wildcard")
    void aWildcardCoversOneLabelWhateverItsDots(String label) {
        String host = "x" + label;
        TestPki leaf = ROOT.issue("CN=leaf", c -> c.dns("*.com"));
        assertThrows(CertificateException.class, () -> check(host, leaf));
        TestPki deeper = ROOT.issue("CN=leaf", c -> c.dns("*.example.com"));
        if (label.indexOf('.') < label.indexOf('\u3002')) {
            assertThrows(CertificateException.class, () -> check(host, deeper));
        }
    }

    // Types of names that are confused

    @ParameterizedTest
    @MethodSource("oddNames")
    @PublishedAttack(id = "CVE-2023-0286", victim = "OpenSSL", kind = AttackKind.CERTIFICATES,
            what = "an x400Address is taken for a string: memory of the process is read")
    @PublishedAttack(id = "CVE-2020-1971", victim = "OpenSSL", kind = AttackKind.FAILURES,
            what = "comparing ediPartyNames dereferences null")
    void rareNamesAreReadOrRefusedButNeverConfused(ASN1Encodable name) {
        ASN1Encodable names = new DERSequence(name);
        // As alternative name beside a host name, as constraint, and as issuer of a distribution point.
        TestPki leaf = issued(ROOT, c -> c.extension(Extension.subjectAlternativeName, false,
                new DERSequence(new ASN1Encodable[] {new GeneralName(GeneralName.dNSName, HOST), name})));
        TestPki pointing = issued(ROOT, c -> c.dns(HOST).extension(Extension.cRLDistributionPoints, false,
                new DERSequence(new DERSequence(new DERTaggedObject(false, 2, names)))));
        ASN1Encodable subtrees = new DERSequence(new DERTaggedObject(false, 1, new DERSequence(new DERSequence(name))));
        TestPki authority = issued(ROOT, c -> c.authority(-1).extension(Extension.nameConstraints, true, subtrees));
        for (TestPki each : new TestPki[] {leaf, pointing}) {
            orderly(() -> check(HOST, each == null ? ROOT.issue("CN=leaf", c -> c.dns(HOST)) : each));
        }
        if (authority != null && leaf != null) {
            TestPki below = issued(authority, c -> c.extension(Extension.subjectAlternativeName, false,
                    new DERSequence(new ASN1Encodable[] {new GeneralName(GeneralName.dNSName, HOST), name})));
            assertThrows(CertificateException.class, () -> check(HOST, below, authority));
        }
    }

    /**
     * A certificate; null if JCA's factory, which reads it first in a handshake too, refuses it (JDK 25 some names).
     */
    private static TestPki issued(TestPki issuer, Consumer<TestPki.Content> content) {
        try {
            return issuer.issue("CN=" + (issuer == ROOT ? "one" : "two"), content);
        } catch (IllegalStateException e) {
            assertTrue(e.getCause() instanceof CertificateException, e.toString());
            return null;
        }
    }

    static Stream<ASN1Encodable> oddNames() {
        return Stream.of(
                new DERTaggedObject(false, GeneralName.x400Address, new DERSequence(new DERSequence())),
                new DERTaggedObject(false, GeneralName.ediPartyName,
                        new DERSequence(new DERTaggedObject(true, 1, new DERUTF8String("party")))));
    }

    // Keys

    @Test
    @PublishedAttack(id = "CVE-2020-0601", victim = "Windows", kind = AttackKind.SIGNATURES,
            what = "CurveBall: a key on explicit parameters with the attacker's generator")
    @PublishedAttack(id = "CVE-2022-0778", victim = "OpenSSL", kind = AttackKind.TIME,
            what = "a square root modulo a number that is no prime never ends")
    @PublishedAttack(id = "CVE-2024-34703", victim = "Botan", kind = AttackKind.TIME,
            what = "explicit parameters with a prime of thousands of bits")
    void curvesHaveNames() {
        X9ECParameters p256 = CustomNamedCurves.getByName("P-256");
        byte[] point = p256.getG().multiply(BigInteger.valueOf(12345)).getEncoded(false);
        ASN1ObjectIdentifier ecKey = new ASN1ObjectIdentifier("1.2.840.10045.2.1");
        ASN1ObjectIdentifier primeField = new ASN1ObjectIdentifier("1.2.840.10045.1.1");
        for (BigInteger prime : List.of(p256.getCurve().getField().getCharacteristic(),
                BigInteger.valueOf(697).pow(13), BigInteger.ONE.shiftLeft(16_000).subtract(BigInteger.ONE))) {
            ASN1Encodable parameters = new DERSequence(new ASN1Encodable[] {
                integer(1), new DERSequence(new ASN1Encodable[] {primeField, integer(prime)}),
                new DERSequence(new ASN1Encodable[] {octets(p256.getCurve().getA().getEncoded()),
                    octets(p256.getCurve().getB().getEncoded())}),
                octets(p256.getG().multiply(BigInteger.valueOf(3)).getEncoded(true)), integer(p256.getN()),
                integer(1)});
            refusedKey(new SubjectPublicKeyInfo(new AlgorithmIdentifier(ecKey, parameters), point));
        }
        // The point in compressed form, with an abscissa that has no root.
        ASN1ObjectIdentifier name = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7");
        byte[] compressed = new byte[33];
        compressed[0] = 2;
        compressed[32] = 4;
        refusedKey(new SubjectPublicKeyInfo(new AlgorithmIdentifier(ecKey, name), compressed));
    }

    @Test
    @PublishedAttack(id = "CVE-2024-24783", victim = "Go", kind = AttackKind.FAILURES,
            what = "a key of an unknown algorithm in the chain ends the process")
    @PublishedAttack(id = "CVE-2025-58188", victim = "Go", kind = AttackKind.FAILURES,
            what = "a DSA key in the chain ends the process")
    void keysOfUnknownAlgorithmsAreRefusedInWords() throws Exception {
        refusedKey(new SubjectPublicKeyInfo(new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3.4.5")),
                new byte[32]));
        refusedKey(new SubjectPublicKeyInfo(new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10040.4.1"),
                DERNull.INSTANCE), new byte[] {2, 1, 5}));
        refusedKey(SubjectPublicKeyInfo.getInstance(TestPki.keys("DSA", 2048).getPublic().getEncoded()));
    }

    // The structure of paths

    @Test
    @PublishedAttack(id = "CVE-2015-1793", victim = "OpenSSL", kind = AttackKind.CERTIFICATES,
            what = "while an alternative path is tried an end entity passes as an authority")
    @PublishedAttack(id = "CVE-2021-3450", victim = "OpenSSL", kind = AttackKind.CERTIFICATES,
            what = "a stricter mode loses the check that issuers are authorities")
    void whoIsNoAuthorityIssuesNothingOnWhicheverPath() {
        TestPki authority = ROOT.authority("CN=authority");
        TestPki crossed = authority.crossSignedBy(TestPki.root("CN=unknown root"), c -> {});
        TestPki customer = authority.issue("CN=customer", c -> c.dns("customer.test"));
        TestPki forged = customer.issue("CN=forged", c -> c.dns(HOST));
        assertThrows(CertificateException.class, () -> check(HOST, forged, customer, crossed, authority));
        assertThrows(CertificateException.class, () -> check(HOST, forged, customer, authority));
        assertThrows(CertificateException.class, () -> check(HOST, forged, customer, crossed));
    }

    @Test
    @PublishedAttack(id = "CVE-2023-2650", victim = "OpenSSL", kind = AttackKind.TIME,
            what = "printing an object identifier with one huge arc takes minutes")
    void hugeIdentifiersCostNothing() {
        byte[] huge = new byte[4000];
        Arrays.fill(huge, (byte) 0xff);
        huge[0] = 0x2a;
        huge[huge.length - 1] = 0x7f;
        ASN1ObjectIdentifier identifier = ASN1ObjectIdentifier.fromContents(huge);
        TestPki purpose = ROOT.issue("CN=leaf", c -> c.dns(HOST).extension(Extension.extendedKeyUsage, false,
                new DERSequence(identifier)));
        assertThrows(CertificateException.class, () -> check(HOST, purpose));
        TestPki critical = ROOT.issue("CN=leaf", c -> c.dns(HOST).extension(identifier, true, DERNull.INSTANCE));
        CertificateException refused = assertThrows(CertificateException.class, () -> check(HOST, critical));
        assertTrue(refused.toString().length() < 4096, "the text stays short: " + refused.toString().length());
    }

    // Helpers

    private static void orderly(ThrowingCheck check) {
        try {
            check.run();
        } catch (CertificateException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isEmpty(), "a reason is given");
        }
    }

    private interface ThrowingCheck {
        void run() throws CertificateException;
    }

    private static ASN1Encodable integer(Object value) {
        return new org.bouncycastle.asn1.ASN1Integer(value instanceof BigInteger big ? big
                : BigInteger.valueOf((Integer) value));
    }

    private static ASN1Encodable octets(byte[] value) {
        return new DEROctetString(value);
    }

    private static TestPki excluding(int form, String subtree) {
        return constrained(new NameConstraints(null, subtrees(form, subtree)));
    }

    private static TestPki permitting(int form, String subtree) {
        return constrained(new NameConstraints(subtrees(form, subtree), null));
    }

    private static GeneralSubtree[] subtrees(int form, String subtree) {
        return new GeneralSubtree[] {new GeneralSubtree(new GeneralName(form, subtree))};
    }

    private static TestPki constrained(NameConstraints constraints) {
        return ROOT.issue("CN=constrained", c -> c.authority(-1)
                .extension(Extension.nameConstraints, true, constraints));
    }

    private static void refused(Consumer<TestPki.Content> content) {
        TestPki leaf = ROOT.issue("CN=leaf", content);
        assertThrows(CertificateException.class, () -> check(HOST, leaf));
    }

    private static void refused(TestPki authority, Consumer<TestPki.Content> content) {
        TestPki leaf = authority.issue("CN=leaf", content);
        assertThrows(CertificateException.class, () -> check(HOST, leaf, authority));
    }

    /** A chain whose authority has such a key is refused, and so is such a key of the leaf if it must verify. */
    private static void refusedKey(SubjectPublicKeyInfo info) {
        PublicKey key = new EncodedKey(info);
        KeyPair pair = new KeyPair(key, TestPki.keys("EC", 256).getPrivate());
        TestPki authority;
        try {
            authority = ROOT.issue("CN=authority", c -> c.authority(-1).keys(pair));
        } catch (IllegalStateException e) {
            // JCA's factory of certificates cannot read it, nor can a handshake then.
            assertTrue(e.getCause() instanceof CertificateException, e.toString());
            return;
        }
        TestPki leaf = authority.issue("CN=leaf", c -> c.dns(HOST));
        assertThrows(CertificateException.class, () -> check(HOST, leaf, authority));
    }

    private record EncodedKey(SubjectPublicKeyInfo info) implements PublicKey {

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            try {
                return info.getEncoded();
            } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void check(String host, TestPki... chain) throws CertificateException {
        X509Certificate[] sent = Arrays.stream(chain).map(TestPki::certificate).toArray(X509Certificate[]::new);
        manager().checkServerTrusted(sent, "UNKNOWN", new FakeEngine(true, host, false, sent));
    }

    private static X509ExtendedTrustManager manager() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", ROOT.certificate());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", new HandfastProvider());
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (java.security.GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

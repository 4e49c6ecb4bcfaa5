package dev.handfast.jsse.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.pkix.FakeEngine;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.pki.path.HostSyntax;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9525: which certificates are for which hosts. */
@Tag("contract")
class EndpointIdentityTest {

    private static X509Certificate certificate(String subject, GeneralName... names) throws Exception {
        return certificate(new X500Name(subject), names);
    }

    private static X509Certificate certificate(X500Name subject, GeneralName... names) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(subject, BigInteger.ONE,
                Date.from(now.minusSeconds(60)), Date.from(now.plusSeconds(3600)), subject, keys.getPublic());
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    @ParameterizedTest
    @CsvSource({"www.example.com, www.example.com, true", "www.example.com, WWW.Example.COM, true",
        "www.example.com, example.com, false", "*.example.com, www.example.com, true",
        "*.example.com, a.b.example.com, false", "*.example.com, example.com, false",
        "w*.example.com, www.example.com, false",
        "*.com, example.com, false", "*, example, false", "*.*.com, www.example.com, false",
        "xn--mnchen-3ya.example, münchen.example, true", "www.example.com., www.example.com, false"})
    void dnsNamesAreComparedByLabels(String name, String host, boolean matches) throws Exception {
        assertEquals(matches, EndpointIdentity.matches(host, certificate("CN=other.example", dns(name)), false));
    }

    @Test
    void addressesMatchAddressesOnly() throws Exception {
        X509Certificate address = certificate("CN=192.0.2.1", new GeneralName(GeneralName.iPAddress, "192.0.2.1"),
                new GeneralName(GeneralName.iPAddress, "2001:db8::1"));
        assertTrue(EndpointIdentity.matches("192.0.2.1", address, false));
        assertTrue(EndpointIdentity.matches("2001:db8:0:0::1", address, false));
        assertTrue(EndpointIdentity.matches("[2001:db8::1]", address, false));
        assertFalse(EndpointIdentity.matches("192.0.2.2", address, false));
        assertFalse(EndpointIdentity.matches("192.0.2.1", certificate("CN=192.0.2.1", dns("192.0.2.1")), true));
        assertFalse(EndpointIdentity.matches("192.0.2.1", certificate("CN=192.0.2.1"), true));
    }

    @Test
    void commonNamesCountOnlyIfAskedForAndAlone() throws Exception {
        X509Certificate alone = certificate("CN=www.example.com,O=x");
        assertFalse(EndpointIdentity.matches("www.example.com", alone, false));
        assertTrue(EndpointIdentity.matches("www.example.com", alone, true));
        assertTrue(EndpointIdentity.matches("www.example.com", certificate("O=x,CN=www.example.com"), true));
        assertFalse(EndpointIdentity.matches("www.example.com",
                certificate("CN=www.example.com", dns("other.example")), true));
        assertFalse(EndpointIdentity.matches("www.example.com", certificate("CN=www.example.com",
                new GeneralName(GeneralName.iPAddress, "192.0.2.1")), true));
        assertTrue(EndpointIdentity.matches("www.example.com", certificate("CN=www.example.com",
                new GeneralName(GeneralName.rfc822Name, "a@example.com")), true));
    }

    /** Letters outside of ASCII whose lower case is in it are other letters (RFC 5280 section 7.2). */
    @Test
    void caseIsFoldedInAsciiOnly() throws Exception {
        for (String name : List.of("ban\u212a.example.com", "BAN\u212a.EXAMPLE.COM")) {
            assertFalse(EndpointIdentity.matches("bank.example.com", certificate("CN=" + name), true), name);
        }
        assertFalse(EndpointIdentity.matches("i.example.com", certificate("CN=\u0130.example.com"), true));
        assertTrue(EndpointIdentity.matches("bank.Example.com", certificate("CN=BANK.eXAMPLE.COM"), true));
        assertEquals("ban\u212a\u0130z", HostSyntax.lower("BaN\u212a\u0130Z"));
    }

    @Test
    void theCheckLooksAtCommonNamesOnlyIfThePropertySaysSo() throws Exception {
        X509Certificate alone = certificate("CN=www.example.com");
        SSLSession session = JsseStack.HANDFAST.context(null).createSSLEngine("www.example.com", 443).getSession();
        SSLSession named = (SSLSession) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {SSLSession.class}, (proxy, method, arguments) -> method.getName().equals("getPeerHost")
                        ? "www.example.com" : method.invoke(session, arguments));
        CertificateException refused = assertThrows(CertificateException.class,
                () -> EndpointIdentity.check(named, alone, "HTTPS", true));
        assertTrue(refused.getMessage().contains("handfast.pki.commonName"), refused::getMessage);
        System.setProperty("handfast.pki.commonName", "true");
        try {
            EndpointIdentity.check(named, alone, "HTTPS", true);
        } finally {
            System.clearProperty("handfast.pki.commonName");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"O=x\\,CN\\=www.example.com", "O=x\\+CN\\=www.example.com", "OU=CN\\=www.example.com",
        "O=www.example.com", "CN=\\#www.example.com"})
    void nothingElseInTheSubjectIsACommonName(String subject) throws Exception {
        assertFalse(EndpointIdentity.matches("www.example.com", certificate(subject), true));
    }

    /** A stranger chooses the name, and a pattern that is matched by recursion would end in a StackOverflowError. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\\", ",", "+", "CN=", "\u00fc"})
    void longCommonNamesAreReadInBoundedStack(String part) throws Exception {
        X500Name subject = new X500Name(new RDN[] {new RDN(BCStyle.CN, new DERUTF8String(part.repeat(60_000)))});
        X509Certificate certificate = certificate(subject);
        assertFalse(EndpointIdentity.matches("www.example.com", certificate, true));
        SSLSession session = JsseStack.HANDFAST.context(null).createSSLEngine("www.example.com", 443).getSession();
        SSLSession named = (SSLSession) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {SSLSession.class}, (proxy, method, arguments) -> method.getName().equals("getPeerHost")
                        ? "www.example.com" : method.invoke(session, arguments));
        CertificateException refused = assertThrows(CertificateException.class,
                () -> EndpointIdentity.check(named, certificate, "HTTPS", true));
        assertTrue(refused.getMessage().length() < 2048, refused::getMessage);
    }

    private static boolean accepts(Executable check) {
        try {
            check.execute();
            return true;
        } catch (CertificateException refused) {
            return false;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Names are checked by the trust manager "PKIX", and beside an application's own: whoever does it judges alike. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothJudgeAlike(boolean ofServer) throws Exception {
        List<X509Certificate> certificates = List.of(certificate("CN=www.example.com"),
                certificate("CN=x", dns("www.example.com")), certificate("CN=x", dns("*.example.com")),
                certificate("CN=x", dns("*.com")), certificate("CN=x", dns("WWW.example.COM.")),
                certificate("CN=x", dns("w*.example.com")), certificate("CN=x", dns("under_score.example.com")),
                certificate("CN=x", dns("xn--bcher-kva.example")), certificate("CN=192.0.2.1"),
                certificate("CN=x", new GeneralName(GeneralName.iPAddress, "192.0.2.1")),
                certificate("CN=x", new GeneralName(GeneralName.iPAddress, "2001:db8::1")),
                certificate("CN=x", dns("192.0.2.1")), certificate("CN=www.example.com",
                        new GeneralName(GeneralName.iPAddress, "192.0.2.1")),
                certificate("CN=www.example.com", new GeneralName(GeneralName.rfc822Name, "a@example.com")));
        List<String> hosts = List.of("www.example.com", "WWW.EXAMPLE.COM.", "example.com", "a.www.example.com",
                "192.0.2.1", "192.0.2.2", "2001:db8::1", "[2001:db8::1]", "2001:DB8:0::1", "x:y", "1.2.3",
                "*.example.com",
                "b\u00fccher.example", "xn--bcher-kva.example", "under_score.example.com", "www.example.com:443", "");
        List<String> differences = new ArrayList<>();
        int accepted = 0;
        for (X509Certificate certificate : certificates) {
            X509Certificate[] chain = {certificate};
            X509ExtendedTrustManager pkix = (X509ExtendedTrustManager) JsseStack.HANDFAST
                    .trustManagers(List.of(certificate))[0];
            for (String host : hosts) {
                for (String algorithm : List.of("HTTPS", "https", "LDAPS", "ldap", "SSH")) {
                    FakeEngine engine = new FakeEngine(ofServer, host, true, chain);
                    engine.getSSLParameters().setEndpointIdentificationAlgorithm(algorithm);
                    boolean ours = accepts(() -> {
                        if (ofServer) {
                            pkix.checkServerTrusted(chain, "UNKNOWN", engine);
                        } else {
                            pkix.checkClientTrusted(chain, "EC", engine);
                        }
                    });
                    boolean theirs = accepts(() -> EndpointIdentity.check(engine.getHandshakeSession(), certificate,
                            algorithm, ofServer));
                    if (ours != theirs) {
                        differences.add(certificate.getSubjectX500Principal() + " "
                                + certificate.getSubjectAlternativeNames() + " for \"" + host + "\" by " + algorithm
                                + ": " + ours + ", " + theirs);
                    }
                    accepted += ours ? 1 : 0;
                }
            }
        }
        assertEquals(List.of(), differences, () -> String.join("\n", differences));
        assertTrue(accepted > 40, "accepted: " + accepted);
    }

    @Test
    void theTestCredentialsAreForLoopback() throws Exception {
        X509Certificate server = Credentials.shared().server(KeyKind.P256).certificate();
        assertTrue(EndpointIdentity.matches("localhost", server, false));
        assertTrue(EndpointIdentity.matches("127.0.0.1", server, false));
        assertTrue(EndpointIdentity.matches("::1", server, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0.1", "::1", "[::1]", "2001:db8::1", "", ".example", "bad name.example"})
    void addressesAndPlainNamesAreNotSentAsServerName(String host) {
        assertNull(HostNames.serverName(host));
    }

    @Test
    void hostNamesAreSentWithoutTheFinalDot() {
        assertEquals(new SNIHostName("www.example.com"), HostNames.serverName("www.example.com."));
        assertEquals("www.example.com", HostNames.hostNameIn(List.of(new SNIHostName("www.example.com"))));
        assertFalse(HostNames.isLiteral("999.1.1.1"));
        assertFalse(HostNames.isLiteral("1.2.3"));
    }
}

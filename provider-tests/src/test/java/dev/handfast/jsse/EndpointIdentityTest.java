package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SNIHostName;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9525: which certificates are for which hosts. */
class EndpointIdentityTest {

    private static X509Certificate certificate(String subject, GeneralName... names) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name(subject), BigInteger.ONE,
                Date.from(now.minusSeconds(60)), Date.from(now.plusSeconds(3600)), new X500Name(subject), keys.getPublic());
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
        "*.example.com, a.b.example.com, false", "*.example.com, example.com, false", "w*.example.com, www.example.com, false",
        "*.com, example.com, false", "*, example, false", "*.*.com, www.example.com, false",
        "xn--mnchen-3ya.example, münchen.example, true", "www.example.com., www.example.com, true"})
    void dnsNamesAreComparedByLabels(String name, String host, boolean matches) throws Exception {
        assertEquals(matches, EndpointIdentity.matches(host, certificate("CN=other.example", dns(name))));
    }

    @Test
    void addressesMatchAddressesOnly() throws Exception {
        X509Certificate address = certificate("CN=192.0.2.1", new GeneralName(GeneralName.iPAddress, "192.0.2.1"),
                new GeneralName(GeneralName.iPAddress, "2001:db8::1"));
        assertTrue(EndpointIdentity.matches("192.0.2.1", address));
        assertTrue(EndpointIdentity.matches("2001:db8:0:0::1", address));
        assertTrue(EndpointIdentity.matches("[2001:db8::1]", address));
        assertFalse(EndpointIdentity.matches("192.0.2.2", address));
        assertFalse(EndpointIdentity.matches("192.0.2.1", certificate("CN=192.0.2.1", dns("192.0.2.1"))));
        assertFalse(EndpointIdentity.matches("192.0.2.1", certificate("CN=192.0.2.1")));
    }

    @Test
    void commonNamesCountOnlyWithoutDnsNames() throws Exception {
        assertTrue(EndpointIdentity.matches("www.example.com", certificate("CN=www.example.com,O=x")));
        assertTrue(EndpointIdentity.matches("www.example.com", certificate("O=x,CN=www.example.com")));
        assertFalse(EndpointIdentity.matches("www.example.com", certificate("CN=www.example.com", dns("other.example"))));
        assertTrue(EndpointIdentity.matches("www.example.com", certificate("CN=www.example.com",
                new GeneralName(GeneralName.rfc822Name, "a@example.com"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"O=x\\,CN\\=www.example.com", "O=x\\+CN\\=www.example.com", "OU=CN\\=www.example.com",
        "O=www.example.com", "CN=\\#www.example.com"})
    void nothingElseInTheSubjectIsACommonName(String subject) throws Exception {
        assertFalse(EndpointIdentity.matches("www.example.com", certificate(subject)));
    }

    @Test
    void theTestCredentialsAreForLoopback() throws Exception {
        X509Certificate server = Credentials.shared().server(KeyKind.P256).certificate();
        assertTrue(EndpointIdentity.matches("localhost", server));
        assertTrue(EndpointIdentity.matches("127.0.0.1", server));
        assertTrue(EndpointIdentity.matches("::1", server));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1", "[::1]", "2001:db8::1", "", ".example", "bad name.example"})
    void addressesAndPlainNamesAreNotSentAsServerName(String host) {
        assertNull(Hosts.serverName(host));
    }

    @Test
    void hostNamesAreSentWithoutTheFinalDot() {
        assertEquals(new SNIHostName("www.example.com"), Hosts.serverName("www.example.com."));
        assertEquals("www.example.com", Hosts.hostNameIn(List.of(new SNIHostName("www.example.com"))));
        assertFalse(Hosts.isLiteral("999.1.1.1"));
        assertFalse(Hosts.isLiteral("1.2.3"));
    }
}

package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9525 section 6. */
@Tag("unit")
class HostnameMatchTest {

    private static Cert named(String... names) {
        GeneralName[] all = new GeneralName[names.length];
        for (int i = 0; i < names.length; i++) {
            all[i] = names[i].matches("[0-9.]+|.*:.*") ? new GeneralName(GeneralName.iPAddress, names[i])
                    : new GeneralName(GeneralName.dNSName, names[i]);
        }
        return TestPki.root("CN=common.example.com").issue("CN=common.example.com", c -> c.names(all)).cert();
    }

    @ParameterizedTest
    @CsvSource({"example.com,example.com", "EXAMPLE.com,example.COM", "example.com,example.com.",
        "*.example.com,www.example.com", "*.example.com,WWW.Example.Com", "xn--bcher-kva.example,bücher.example",
        "*.example.com,xn--bcher-kva.example.com", "192.0.2.1,192.0.2.1", "2001:db8::1,[2001:db8:0:0::1]",
        "2001:db8::1,2001:DB8::1", "a_b.example.com,a_b.example.com"})
    void accepts(String presented, String host) {
        assertTrue(HostnameMatch.matches(named(presented), host, false));
    }

    @ParameterizedTest
    @CsvSource({"example.com,www.example.com", "www.example.com,example.com", "*.example.com,example.com",
        "*.example.com,a.b.example.com", "*.com,example.com", "*,example", "*.,example.",
        "w*.example.com,www.example.com",
        "www.*.com,www.example.com", "*w.example.com,www.example.com", "*.*.com,www.example.com",
        "192.0.2.1,192.0.2.2", "192.0.2.1,example.com", "2001:db8::1,2001:db8::2", "example.com,common.example.com",
        "example.com,''", "example.com,..", "*.example.com,.example.com", "*.2.0.192,1.2.0.192",
        "example.com,example.com..", "example.com,exa mple.com"})
    void refuses(String presented, String host) {
        assertFalse(HostnameMatch.matches(named(presented), host, false));
    }

    @Test
    void anAddressInADnsNameIsNoAddress() {
        Cert cert = TestPki.root("CN=r").issue("CN=x",
                c -> c.names(new GeneralName(GeneralName.dNSName, "192.0.2.1"))).cert();
        assertFalse(HostnameMatch.matches(cert, "192.0.2.1", false));
    }

    @Test
    void theCommonNameCountsOnlyWhenAskedAndAlone() {
        Cert bare = TestPki.root("CN=r").issue("CN=common.example.com", c -> {}).cert();
        assertFalse(HostnameMatch.matches(bare, "common.example.com", false));
        assertTrue(HostnameMatch.matches(bare, "common.example.com", true));
        assertFalse(HostnameMatch.matches(named("other.example.com"), "common.example.com", true));
    }

    @Test
    void theRefusalNamesWhatTheCertificateIsFor() {
        PathRefused refused = assertThrows(PathRefused.class,
                () -> HostnameMatch.check(named("a.example", "b.example"), "c.example\n", false));
        assertEquals(PathFault.WRONG_HOST, refused.fault());
        assertTrue(refused.getMessage().contains("\"c.example\\u000a\"; it is for DNS:a.example, DNS:b.example"),
                refused.getMessage());
    }
}

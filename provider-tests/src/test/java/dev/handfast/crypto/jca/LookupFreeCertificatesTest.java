package dev.handfast.crypto.jca;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Lookups;
import dev.handfast.peers.TestJvm;
import dev.handfast.pki.HostileUris;
import dev.handfast.pki.TestPki;
import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nothing that SUN's factory would look names up for is handed to it, and nothing else is kept from it for its URIs.
 */
@Tag("unit")
class LookupFreeCertificatesTest {

    private static final int ROUNDS = 1_000;

    /** Hosts of certificates in use, or nearly. */
    private static final List<String> ORDINARY = List.of(
            "http://crl.example.com/x.crl", "http://crl.example.com:80/a.b.",
            "ldap:///CN=x,DC=y?certificateRevocationList?base", "http://127.0.0.1/x", "http://[::1]:80/",
            "http://1.2.3.4", "ldap://ldap.example.com/cn=a.", "http://localhost/",
            "https://a_b.example/", "urn:uuid:1.", "file:////x./y", "http://xn--mnchen-3ya.example/",
            "spiffe://example.org/ns/a.", "http://u@h.example/?q=a.#b.");

    @Test
    void theJdkLooksNothingUpThatPasses() throws Exception {
        String output = TestJvm.run(Lookups.options(), Probe.class);
        assertTrue(output.contains("MISSED []"), output);
        assertTrue(output.contains("CAUGHT some"), output);
    }

    @Test
    void ordinaryCertificatesPass() throws Exception {
        for (String uri : ORDINARY) {
            GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, uri);
            byte[] der = TestPki.root("CN=x", c -> c.names(name)).certificate().getEncoded();
            assertDoesNotThrow(() -> LookupFreeCertificates.check(der), uri);
        }
    }

    @Test
    void hostsWithAFinalDotAreRefusedInWords() throws Exception {
        KeyPair keys = TestPki.root("CN=k").keys();
        HostileUris hostile = new HostileUris(new Random(7));
        List<String> refusals = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] der = hostile.certificate("CN=x", "CN=x", keys, keys);
            try {
                LookupFreeCertificates.check(der);
            } catch (CertificateException e) {
                refusals.add(e.getMessage());
            }
        }
        assertTrue(refusals.stream().anyMatch(text -> text.matches("it has a URI with the host .?"
                + HostileUris.MARK + ".*")), refusals::toString);
        assertTrue(refusals.stream().anyMatch(text -> text.contains("a string in pieces (tag 0x24)")),
                refusals::toString);
        assertTrue(refusals.stream().anyMatch(text -> text.contains("a length that is no DER")), refusals::toString);
    }

    /** A host without an end costs little, however often it begins. */
    @Test
    void anEndlessHostIsRefused() {
        GeneralName[] names = Collections.nCopies(50, new GeneralName(GeneralName.uniformResourceIdentifier,
                "a://" + "u".repeat(2_000) + "@b/")).toArray(new GeneralName[0]);
        byte[] der = assertDoesNotThrow(() -> TestPki.root("CN=x", c -> c.names(names)).certificate().getEncoded());
        String message = assertThrows(CertificateException.class, () -> LookupFreeCertificates.check(der)).getMessage();
        assertTrue(message.contains("more than 1024 bytes"), message);
    }

    /** The program in the other JVM. */
    static final class Probe {

        private Probe() {
        }

        public static void main(String[] arguments) throws Exception {
            Lookups.record();
            long seed = System.nanoTime();
            HostileUris hostile = new HostileUris(new Random(seed));
            KeyPair keys = TestPki.root("CN=k").keys();
            List<String> missed = new ArrayList<>();
            int caught = 0;
            for (int i = 0; i < ROUNDS; i++) {
                byte[] der = hostile.certificate("CN=x", "CN=x", keys, keys);
                int before = Lookups.of(HostileUris.MARK).size();
                try {
                    CertificateFactory.getInstance("X.509", "SUN").generateCertificate(new ByteArrayInputStream(der));
                } catch (CertificateException e) {
                    // Some are malformed, on purpose.
                }
                List<String> now = Lookups.of(HostileUris.MARK);
                if (now.size() > before) {
                    try {
                        LookupFreeCertificates.check(der);
                        missed.add(java.util.HexFormat.of().formatHex(der));
                    } catch (CertificateException e) {
                        caught++;
                    }
                }
            }
            System.out.print("SEED " + seed + "\nMISSED " + missed + "\nCAUGHT "
                    + (caught > ROUNDS / 20 ? "some" : "few: " + caught) + "\n");
        }
    }
}

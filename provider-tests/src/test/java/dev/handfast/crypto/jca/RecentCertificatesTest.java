package dev.handfast.crypto.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** Certificates that were decoded of late are found by all of their bytes, and by nothing else. */
@Tag("unit")
class RecentCertificatesTest {

    private final RecentCertificates recent = new RecentCertificates();
    private final X509Certificate certificate = Credentials.shared().root();

    @Test
    void findsByAllBytes() throws GeneralSecurityException {
        byte[] der = certificate.getEncoded();
        assertNull(recent.find(der));
        recent.remember(der, certificate);
        assertSame(certificate, recent.find(der.clone()));
        for (int i = 0; i < der.length; i++) {
            byte[] other = der.clone();
            other[i] ^= 1;
            assertNull(recent.find(other), "byte " + i);
        }
        assertNull(recent.find(Arrays.copyOf(der, der.length - 1)));
    }

    @Test
    void keepsACopy() throws GeneralSecurityException {
        byte[] der = certificate.getEncoded();
        recent.remember(der, certificate);
        der[der.length - 1] ^= 1;
        assertNull(recent.find(der));
        assertSame(certificate, recent.find(certificate.getEncoded()));
    }

    /** 31 * 2 + 1 = 31 + 32: these two have one hash, and so one place. */
    @Test
    void tellsEncodingsOfOneHashApart() {
        byte[] one = {2, 1};
        byte[] other = {1, 32};
        assertEquals(Arrays.hashCode(one), Arrays.hashCode(other));
        recent.remember(one, certificate);
        assertNull(recent.find(other));
        recent.remember(other, certificate);
        assertNull(recent.find(one));
        assertSame(certificate, recent.find(other));
    }

    @Test
    void leavesLongOnesOut() {
        byte[] longest = new byte[4096];
        byte[] longer = new byte[4097];
        recent.remember(longest, certificate);
        recent.remember(longer, certificate);
        assertSame(certificate, recent.find(longest));
        assertNull(recent.find(longer));
    }

    /** What was decoded before must not lead to what was altered since, nor may a refusal be remembered as anything. */
    @Test
    void decodesAnewWhatIsAltered() throws GeneralSecurityException {
        byte[] der = Credentials.shared().server(KeyKind.P256).chain().get(0).getEncoded();
        X509Certificate decoded = Certificates.decode(der);
        assertArrayEquals(der, decoded.getEncoded());
        assertEquals(decoded, Certificates.decode(der));
        byte[] altered = Arrays.copyOf(der, der.length + 1);
        for (int i = 0; i < 2; i++) {
            assertThrows(CertificateException.class, () -> Certificates.decode(altered));
        }
    }
}

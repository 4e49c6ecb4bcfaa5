package dev.handfast.crypto.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.auth.PeerChain;
import dev.handfast.auth.PeerVerifier;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Certificates that were decoded of late are found by all of their bytes, and by nothing else. */
@Tag("unit")
class RecentCertificatesTest {

    private final RecentCertificates recent = new RecentCertificates();
    private final X509Certificate certificate = Credentials.shared().root();

    @Test
    void findsByAllBytes() throws GeneralSecurityException {
        byte[] der = certificate.getEncoded();
        assertNull(recent.find(Opaque.copyOf(der)));
        recent.remember(Opaque.copyOf(der), certificate);
        assertSame(certificate, recent.find(Opaque.copyOf(der)));
        for (int i = 0; i < der.length; i++) {
            byte[] other = der.clone();
            other[i] ^= 1;
            assertNull(recent.find(Opaque.copyOf(other)), "byte " + i);
        }
        assertNull(recent.find(Opaque.copyOf(der, 0, der.length - 1)));
    }

    /** 31 * 2 + 1 = 31 + 32: these two have one hash, and so one place. */
    @Test
    void tellsEncodingsOfOneHashApart() {
        Opaque one = Opaque.adopt(new byte[] {2, 1});
        Opaque other = Opaque.adopt(new byte[] {1, 32});
        assertEquals(one.hashCode(), other.hashCode());
        recent.remember(one, certificate);
        assertNull(recent.find(other));
        recent.remember(other, certificate);
        assertNull(recent.find(one));
        assertSame(certificate, recent.find(other));
    }

    @Test
    void leavesLongOnesOut() {
        Opaque longest = Opaque.adopt(new byte[4096]);
        Opaque longer = Opaque.adopt(new byte[4097]);
        recent.remember(longest, certificate);
        recent.remember(longer, certificate);
        assertSame(certificate, recent.find(longest));
        assertNull(recent.find(longer));
    }

    /** What was decoded before must not lead to what was altered since, nor may a refusal be remembered as anything. */
    @Test
    void decodesAnewWhatIsAltered() throws GeneralSecurityException {
        byte[] der = Credentials.shared().server(KeyKind.P256).chain().get(0).getEncoded();
        X509Certificate decoded = Certificates.decode(Opaque.copyOf(der));
        Certificates.RECENT.remember(Opaque.copyOf(der), decoded);
        assertArrayEquals(der, decoded.getEncoded());
        assertSame(decoded, Certificates.decode(Opaque.copyOf(der)));
        Opaque altered = Opaque.adopt(Arrays.copyOf(der, der.length + 1));
        for (int i = 0; i < 2; i++) {
            assertThrows(CertificateException.class, () -> Certificates.decode(altered));
        }
    }

    /** A stranger fills no memory of ours, and pushes nobody out of it. */
    @Test
    void nothingIsKeptOfWhoIsRefused() throws Exception {
        CryptoProvider crypto = JcaCryptoProvider.standard();
        List<Opaque> encoded = new ArrayList<>();
        for (X509Certificate each : Credentials.shared().unknownCa().chain()) {
            encoded.add(Opaque.copyOf(each.getEncoded()));
        }
        PeerVerifier refusing = (peer, keyExchange, soFar) -> {
            throw new TlsFault(Fault.CERTIFICATE_UNTRUSTED, "not trusted");
        };
        PeerChain stranger = PeerChain.of(crypto, encoded, 10);
        assertThrows(TlsFault.class, () -> stranger.verify(refusing, "UNKNOWN", null));
        for (Opaque each : encoded) {
            assertNull(Certificates.RECENT.find(each));
        }
        PeerChain.of(crypto, encoded, 10).verify((peer, keyExchange, soFar) -> {}, "UNKNOWN", null);
        for (Opaque each : encoded) {
            assertNotNull(Certificates.RECENT.find(each));
        }
    }
}

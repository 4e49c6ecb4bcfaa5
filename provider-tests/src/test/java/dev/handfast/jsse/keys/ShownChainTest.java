package dev.handfast.jsse.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is shown again and what is not. */
@Tag("unit")
class ShownChainTest {

    private final X509Certificate own;
    private final X509Certificate root;

    ShownChainTest() throws CertificateException {
        own = platform(Credentials.shared().server(KeyKind.P256).certificate());
        root = platform(Credentials.shared().root());
    }

    @Test
    void theSameObjectsAreShownAsBefore() throws CertificateException {
        ShownChain first = ShownChain.of(new X509Certificate[] {own, root});
        assertSame(first, ShownChain.of(new X509Certificate[] {own, root}));
        assertArrayEquals(own.getEncoded(), first.entries().get(0).toBytes());
        assertArrayEquals(root.getEncoded(), first.entries().get(1).toBytes());
    }

    @Test
    void otherObjectsAreNot() throws CertificateException {
        ShownChain first = ShownChain.of(new X509Certificate[] {own, root});
        ShownChain shorter = ShownChain.of(new X509Certificate[] {own});
        assertEquals(Arrays.asList(own), shorter.shown().certificates());
        assertEquals(1, shorter.entries().size());
        ShownChain other = ShownChain.of(new X509Certificate[] {root, own});
        assertEquals(Arrays.asList(root, own), other.shown().certificates());
        assertNotSame(first, ShownChain.of(new X509Certificate[] {own, root}));
        assertEquals(first, ShownChain.of(new X509Certificate[] {own, root}));
    }

    private static X509Certificate platform(X509Certificate certificate) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
    }
}

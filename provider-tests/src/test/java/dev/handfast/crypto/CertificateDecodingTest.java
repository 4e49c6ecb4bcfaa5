package dev.handfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.crypto.jca.JcaCryptoProvider;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import dev.handfast.wire.Opaque;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;

/** Certificates are one DER SEQUENCE each, though the JDK's factory would take more. */
@Tag("unit")
class CertificateDecodingTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();

    private static byte[] der;

    @BeforeAll
    static void makeCertificate() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X500Name name = new X500Name("CN=decoding");
        der = new JcaX509v3CertificateBuilder(name, BigInteger.TEN, new Date(0), new Date(1L << 41), name,
                pair.getPublic()).build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded();
    }

    @Test
    void derIsDecoded() throws CertificateException {
        assertArrayEquals(der, CRYPTO.certificate(Opaque.copyOf(der)).getEncoded());
    }

    @Test
    void everythingElseIsRefused() {
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
        assertRefused(pem.getBytes(StandardCharsets.US_ASCII));
        assertRefused(Arrays.copyOf(der, der.length + 1));
        for (int length = 0; length < der.length; length++) {
            assertRefused(Arrays.copyOf(der, length));
        }
        byte[] indefinite = Arrays.copyOf(der, der.length);
        indefinite[1] = (byte) 0x80;
        assertRefused(indefinite);
        byte[] longer = new byte[der.length + 1];
        System.arraycopy(der, 0, longer, 0, 1);
        longer[1] = (byte) 0x83;
        System.arraycopy(der, 2, longer, 3, der.length - 2);
        assertRefused(longer);
        byte[] set = der.clone();
        set[0] = 0x31;
        assertRefused(set);
    }

    private static void assertRefused(byte[] encoded) {
        assertThrows(CertificateException.class, () -> CRYPTO.certificate(Opaque.copyOf(encoded)));
    }
}

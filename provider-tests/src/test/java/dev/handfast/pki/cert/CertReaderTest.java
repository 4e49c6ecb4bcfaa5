package dev.handfast.pki.cert;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.der.DerWriter;
import dev.handfast.pki.TestPki;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.MalformedInput;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class CertReaderTest {

    private static TestPki rich() {
        return TestPki.root("C=DE,O=Acme,CN=root").issue("CN=ca", c -> c.authority(3).dns("a.example", "b.example")
                .extension(Extension.nameConstraints, true, new NameConstraints(
                        new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example"))},
                        null)));
    }

    @Test
    void readsWhatJcaReads() throws Exception {
        X509Certificate theirs = rich().certificate();
        Cert ours = CertReader.read(theirs.getEncoded());
        assertEquals(theirs.getSerialNumber(), ours.serial());
        assertEquals(theirs.getNotBefore().getTime() / 1000, ours.notBefore());
        assertEquals(theirs.getNotAfter().getTime() / 1000, ours.notAfter());
        assertEquals(3, ours.basicConstraints().pathLength());
        assertTrue(Arrays.equals(theirs.getTBSCertificate(), ours.signed().toBytes()));
        assertTrue(Arrays.equals(theirs.getSignature(), ours.signature().toBytes()));
        assertTrue(Arrays.equals(theirs.getPublicKey().getEncoded(), ours.key().encoded().toBytes()));
        assertEquals("CN=root, O=Acme, C=DE", ours.issuer().toString());
        assertEquals(2, ours.alternativeNames().size());
    }

    /** RFC 8422 section 5.9, RFC 8410 section 3: no parameters, and a key of one length. */
    @Test
    void keysOfEdDsaHaveNoParametersAndOneLength() throws Exception {
        for (int last : new int[] {112, 113}) {
            int length = last == 112 ? 32 : 57;
            assertEquals(last == 112 ? 255 : 448, Spki.parse(edDsa(last, length)).bits());
            assertThrows(MalformedInput.class, () -> Spki.parse(edDsa(last, length - 1)));
            assertThrows(MalformedInput.class, () -> Spki.parse(edDsa(last, length + 1)));
            assertThrows(MalformedInput.class, () -> Spki.parse(edDsa(last, length, (byte) 5, (byte) 0)));
        }
    }

    /** A key under the OID 1.3.101 and a last number. */
    private static byte[] edDsa(int last, int length, byte... parameters) {
        byte[] name = {6, 3, 43, 101, (byte) last};
        byte[] algorithm = Bytes.concat(new byte[] {0x30, (byte) (name.length + parameters.length)}, name, parameters);
        byte[] key = Bytes.concat(new byte[] {3, (byte) (length + 1), 0}, new byte[length]);
        return Bytes.concat(new byte[] {0x30, (byte) (algorithm.length + key.length)}, algorithm, key);
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        byte[] whole = rich().certificate().getEncoded();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(MalformedInput.class, () -> CertReader.read(part), "length " + length);
        }
        assertThrows(MalformedInput.class, () -> CertReader.read(Arrays.copyOf(whole, whole.length + 1)));
    }

    @Test
    void flippedBytesNeverEscapeAsOtherExceptions() throws Exception {
        byte[] whole = rich().certificate().getEncoded();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = whole.clone();
            for (int flips = 0; flips <= random.nextInt(3); flips++) {
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                CertReader.read(changed).toString();
            } catch (MalformedInput e) {
                refused++;
            }
        }
        assertTrue(refused > 1000, "seed " + seed + ": only " + refused + " refused");
    }

    @Test
    void namesCompareByTheirMeaning() throws Exception {
        Name first = TestPki.root("CN=Some   Name ,O=ACME").cert().subject();
        Name second = TestPki.root("CN=some name,O=Acme").cert().subject();
        Name third = TestPki.root("O=Acme,CN=some name").cert().subject();
        assertEquals(first, second);
        assertEquals(first.hashCode(), second.hashCode());
        assertTrue(!first.equals(third));
        assertTrue(TestPki.root("CN=some name,O=acme,OU=x").cert().subject().isWithin(first));
        assertTrue(!first.isWithin(TestPki.root("CN=some name,O=acme,OU=x").cert().subject()));
    }

    /** With the exponent 1 a signature is its own digest, and an even one has no inverse. */
    @Test
    void exponentsThatCannotSignAreRefused() throws Exception {
        BigInteger modulus = ((RSAPublicKey) TestPki.keys("RSA", 2048).getPublic()).getModulus();
        Spki.parse(rsa(modulus, 3));
        Spki.parse(rsa(modulus, 65537));
        for (int exponent : new int[] {-3, 0, 1, 2, 65536}) {
            assertThrows(MalformedInput.class, () -> Spki.parse(rsa(modulus, exponent)), "exponent " + exponent);
        }
        assertThrows(MalformedInput.class, () -> Spki.parse(rsa(modulus.negate(), 3)));
    }

    @Test
    void addressesHaveFourOrSixteenOctets() {
        for (int length = 0; length <= 32; length++) {
            GeneralName address = new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[length]));
            byte[] encoded = TestPki.raw(c -> c.names(address));
            if (length == 4 || length == 16) {
                assertDoesNotThrow(() -> CertReader.read(encoded));
            } else {
                assertThrows(MalformedInput.class, () -> CertReader.read(encoded), "length " + length);
            }
        }
    }

    private static byte[] rsa(BigInteger modulus, long exponent) {
        byte[] key = new DerWriter().sequence(w -> w.integer(modulus).integer(BigInteger.valueOf(exponent))).toBytes();
        return new DerWriter().sequence(w -> w.sequence(a -> a.oid(Oids.RSA).nothing()).bits(key)).toBytes();
    }
}

package dev.handfast.crypto.jca;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.der.DerWriter;
import dev.handfast.pki.TestPki;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What passes to SUN's factory costs it no more than its length says, whatever lengths in it are indefinite. */
@Tag("unit")
class BerCostTest {

    /** All extensions that SUN decodes (sun.security.x509.OIDMap). */
    private static final List<String> EXTENSIONS = List.of("2.5.29.14", "2.5.29.15", "2.5.29.16", "2.5.29.17",
            "2.5.29.18", "2.5.29.19", "2.5.29.20", "2.5.29.21", "2.5.29.27", "2.5.29.28", "2.5.29.29", "2.5.29.30",
            "2.5.29.31", "2.5.29.32", "2.5.29.33", "2.5.29.35", "2.5.29.36", "2.5.29.37", "2.5.29.46", "2.5.29.54",
            "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.11", "2.16.840.1.113730.1.1");

    private static final byte[] BEGIN = {0x30, (byte) 0x80};
    private static final byte[] END = {0, 0};
    private static final int ROUNDS = 400;

    /** Allocated for an ordinary certificate, with room for a JVM that is still interpreting. */
    private static final long FIXED = 3_000_000;
    private static final int EACH_BYTE = 200;

    private final Random random = new Random();
    private final long seed = random.nextLong();

    @Test
    void whatPassesCostsInProportionToItsLength() throws Exception {
        System.out.println("BerCostTest: seed " + seed);
        random.setSeed(seed);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] value = value(20 + random.nextInt(1 << 4 + random.nextInt(9)));
            String oid = EXTENSIONS.get(round % EXTENSIONS.size());
            byte[] der = TestPki.raw(content -> content.raw(new ASN1ObjectIdentifier(oid), value));
            try {
                LookupFreeCertificates.check(der);
            } catch (CertificateException tooCostly) {
                refused++;
                continue;
            }
            long cost = allocated(der);
            assertTrue(cost < FIXED + (long) EACH_BYTE * der.length, oid + " with " + value.length + " bytes: "
                    + cost + " bytes allocated, seed " + seed);
        }
        assertTrue(refused > ROUNDS / 20 && refused < ROUNDS, "refused: " + refused);
    }

    /** A random signature, as of SLH-DSA, in an extension that SUN does not read into: X.509's altSignatureValue. */
    @Test
    void randomBytesPass() {
        byte[] signature = new byte[17_088];
        random.setSeed(seed);
        random.nextBytes(signature);
        byte[] value = new DerWriter().bits(signature).toBytes();
        byte[] der = assertDoesNotThrow(() -> TestPki.raw(content -> content.raw(
                new ASN1ObjectIdentifier("2.5.29.74"), value)));
        assertDoesNotThrow(() -> LookupFreeCertificates.check(der), () -> "seed " + seed);
    }

    /** SUN changes the case of names where they are compared: {@code CaseCost}. */
    @Test
    void textThatIsDearToFoldDoesNotPass() throws Exception {
        String street = "Stra\u00dfe der \u039f\u0394\u039f\u03a3 ";
        for (String text : List.of(street.repeat(40), street.repeat(4_000), "1".repeat(10_000) + '\u03a3',
                "\u0130".repeat(10_000))) {
            X500Name name = X500Name.getInstance(new X500Principal("CN=" + text).getEncoded());
            for (byte[] der : List.of(TestPki.raw(c -> c.subject(name)),
                    TestPki.raw(c -> c.names(new GeneralName(name))))) {
                if (text.length() > 5_000) {
                    String why = assertThrows(CertificateException.class, () -> LookupFreeCertificates.check(der))
                            .getMessage();
                    assertTrue(why.contains("case"), why);
                } else {
                    LookupFreeCertificates.check(der);
                }
            }
        }
    }

    /** SUN puts marks in order, at a square of those in a row, wherever its names are compared. */
    @Test
    void textWithMoreCombiningMarksThanAnyHasDoesNotPass() throws Exception {
        for (int marks : new int[] {30, 31, 10_000}) {
            X500Name name = X500Name.getInstance(new X500Principal("CN=a" + "\u0315".repeat(marks / 2)
                    + "\u0316".repeat(marks - marks / 2)).getEncoded());
            for (byte[] der : List.of(TestPki.raw(c -> c.subject(name)),
                    TestPki.raw(c -> c.names(new GeneralName(name))))) {
                if (marks > 30) {
                    String why = assertThrows(CertificateException.class, () -> LookupFreeCertificates.check(der))
                            .getMessage();
                    assertTrue(why.contains("combining marks"), why);
                } else {
                    LookupFreeCertificates.check(der);
                }
            }
        }
    }

    /** Elements of indefinite length: side by side, in one another, or both, under names of SUN's or none. */
    private byte[] value(int elements) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int kind = random.nextInt(4);
        if (kind == 0) {
            nested(out, elements);
        } else if (kind == 1) {
            siblings(out, elements);
        } else {
            // A definite SEQUENCE around a directory name, an address or a string of any tag.
            ByteArrayOutputStream inner = new ByteArrayOutputStream();
            siblings(inner, elements);
            out.writeBytes(framed(0x30, framed(kind == 2 ? 0xa4 : random.nextInt(31), framed(0x30, framed(0x31,
                    inner.toByteArray())))));
        }
        return out.toByteArray();
    }

    private static void nested(ByteArrayOutputStream out, int elements) {
        for (int i = 0; i < elements; i++) {
            out.writeBytes(BEGIN);
        }
        for (int i = 0; i < elements; i++) {
            out.writeBytes(END);
        }
    }

    private static void siblings(ByteArrayOutputStream out, int elements) {
        for (int i = 0; i < elements; i++) {
            out.writeBytes(BEGIN);
            out.writeBytes(new byte[] {6, 3, 0x55, 4, 3, 0x13, 1, 'x'});
            out.writeBytes(END);
        }
    }

    private static byte[] framed(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(0x83);
        out.write(content.length >> 16);
        out.write(content.length >> 8);
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static long allocated(byte[] der) throws CertificateException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        long before = threads.getCurrentThreadAllocatedBytes();
        // What it cannot read in an extension that is not critical, it keeps as bytes.
        assertNotNull(factory.generateCertificate(new ByteArrayInputStream(der)));
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}

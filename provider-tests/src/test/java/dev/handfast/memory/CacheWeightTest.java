package dev.handfast.memory;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What caches count is what the heap holds: a certificate in our form and JCA's takes no more than it weighs. */
class CacheWeightTest {

    private static final int SIZE = 60_000;
    private static final int COUNT = 4;

    /** A weight so many times too large would waste the caches. */
    private static final int TOO_MUCH = 12;

    /** What other tests of this process left behind may be freed in the midst of a measurement. */
    private static final int ATTEMPTS = 4;

    private static final KeyPair KEYS = TestPki.keys("EC", 256);

    /** @param bytes of the heap */
    private record Measured(long bytes, long weight) {

        boolean fits() {
            return bytes <= weight && weight <= TOO_MUCH * bytes;
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aCertificateTakesNoMoreThanItWeighs(Shape shape) throws Exception {
        Measured measured = measure(shape, 1);
        for (int i = 1; i < ATTEMPTS && !measured.fits(); i++) {
            measured = measure(shape, 1 + 10_000 * i);
        }
        System.out.println(shape + ": " + measured);
        assertTrue(measured.fits(), shape + ": " + measured);
    }

    private static Measured measure(Shape shape, int first) throws Exception {
        List<byte[]> encodings = new ArrayList<>();
        int count = shape == Shape.PLAIN ? 40 * COUNT : COUNT;
        for (int i = 0; i < count; i++) {
            int number = first + i;
            encodings.add(TestPki.raw(content -> {
                content.keys(KEYS);
                shape.fill(content, SIZE, number);
            }));
        }
        List<Object> held = new ArrayList<>(2 * count);
        held.add(read(TestPki.raw(content -> content.keys(KEYS))));
        long before = heap();
        long weight = 0;
        for (byte[] encoded : encodings) {
            Cert cert = CertReader.read(encoded);
            weight += cert.weight();
            held.add(cert);
            held.add(read(encoded));
        }
        long taken = heap() - before;
        assertTrue(held.size() > count);
        return new Measured(taken, weight);
    }

    private static X509Certificate read(byte[] encoded) throws Exception {
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(encoded));
        // What is made when it is asked for.
        certificate.getSubjectX500Principal();
        certificate.getIssuerX500Principal();
        certificate.getPublicKey();
        return certificate;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

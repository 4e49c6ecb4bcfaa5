package dev.handfast.memory;

import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Holds certificates of each shape in a JVM of its own, and prints what they weigh and what they take of the heap. */
final class WeighedHeap {

    private static final int SIZE = 60_000;
    private static final int COUNT = 2;
    private static final int PLAIN_COUNT = 100;

    private static final KeyPair KEYS = TestPki.keys("EC", 256);

    /** How often each shape is measured: the JDK may drop something of its own in the midst of one. */
    private static final int TIMES = 3;

    private static int made;

    private record Measured(long bytes, long weight) {
    }

    private WeighedHeap() {
    }

    /** Prints a line for each shape: its name, bytes of the heap, weight. */
    public static void main(String[] arguments) throws Exception {
        for (Shape shape : Shape.values()) {
            // The first time loads classes and fills caches of the JDK.
            measure(shape);
            Measured measured = median(shape);
            System.out.println(shape + " " + measured.bytes + " " + measured.weight);
        }
    }

    /** The middle one by bytes of several measurements. */
    private static Measured median(Shape shape) throws Exception {
        List<Measured> all = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            all.add(measure(shape));
        }
        all.sort(Comparator.comparingLong(Measured::bytes));
        return all.get(TIMES / 2);
    }

    private static Measured measure(Shape shape) throws Exception {
        List<byte[]> encodings = new ArrayList<>();
        for (int i = 0; i < (shape == Shape.PLAIN ? PLAIN_COUNT : COUNT); i++) {
            int number = ++made;
            encodings.add(TestPki.raw(content -> {
                content.keys(KEYS);
                shape.fill(content, SIZE, number);
            }));
        }
        List<Object> held = new ArrayList<>(2 * encodings.size());
        long before = heap();
        long weight = 0;
        for (byte[] encoded : encodings) {
            Cert cert = CertReader.read(encoded);
            weight += cert.weight();
            held.add(cert);
            held.add(read(encoded));
        }
        Measured measured = new Measured(heap() - before, weight);
        // Both are in use up to here.
        Reference.reachabilityFence(encodings);
        Reference.reachabilityFence(held);
        return measured;
    }

    private static X509Certificate read(byte[] encoded) throws Exception {
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(encoded));
        AcceptedHeap.ask(certificate);
        return certificate;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

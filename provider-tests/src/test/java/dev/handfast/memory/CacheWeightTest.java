package dev.handfast.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.der.DerWeight;
import dev.handfast.peers.TestJvm;
import dev.handfast.pki.TestPki;
import dev.handfast.wire.Opaque;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What caches count is what the heap holds: a certificate in our form and JCA's takes no more than it weighs. */
@Tag("contract")
class CacheWeightTest {

    /** A weight so many times too large would waste the caches. */
    private static final int TOO_MUCH = 12;

    private static final int NAMES = 5_000;

    private static final Map<Shape, long[]> MEASURED = new HashMap<>();

    @BeforeAll
    static void measure() throws Exception {
        // Nothing counts as used but what can be reached: no part of the heap that a thread was given in advance (up to
        // megabytes), nothing dead that a collection found too little to move, and nothing that is held softly.
        List<String> options = List.of("-XX:+UseSerialGC", "-XX:-UseTLAB", "-XX:MarkSweepAlwaysCompactCount=1",
                "-XX:SoftRefLRUPolicyMSPerMB=0");
        for (String line : TestJvm.run(options, WeighedHeap.class).lines().toList()) {
            String[] words = line.split(" ");
            if (words.length == 3) {
                MEASURED.put(Shape.valueOf(words[0]), new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])});
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void aCertificateTakesNoMoreThanItWeighs(Shape shape) {
        long bytes = MEASURED.get(shape)[0];
        long weight = MEASURED.get(shape)[1];
        System.out.println(shape + ": " + bytes + " bytes of the heap, weight " + weight);
        assertTrue(bytes <= weight && weight <= TOO_MUCH * bytes, bytes + " bytes of the heap, weight " + weight);
    }

    /** JCA takes extensions of indefinite length, which end where a marker says so: what is in them weighs as ever. */
    @Test
    void namesOfIndefiniteLengthWeighAsOthers() throws Exception {
        byte[] names = new byte[3 * NAMES];
        for (int i = 0; i < names.length; i += 3) {
            System.arraycopy(new byte[] {(byte) 0x82, 1, 'a'}, 0, names, i, 3);
        }
        byte[] definite = ByteBuffer.allocate(4 + names.length).put(new byte[] {0x30, (byte) 0x82})
                .putShort((short) names.length).put(names).array();
        byte[] indefinite = ByteBuffer.allocate(4 + names.length).put(new byte[] {0x30, (byte) 0x80}).put(names)
                .array();
        byte[] usual = TestPki.raw(c -> c.raw(Extension.subjectAlternativeName, definite));
        byte[] odd = TestPki.raw(c -> c.raw(Extension.subjectAlternativeName, indefinite));
        X509Certificate read = JcaCryptoProvider.standard().certificate(Opaque.copyOf(odd));
        assertEquals(NAMES, read.getSubjectAlternativeNames().size());
        assertTrue(DerWeight.ofJca(Opaque.copyOf(odd)) > DerWeight.ofJca(Opaque.copyOf(usual)) * 9 / 10);
        assertTrue(DerWeight.of(Opaque.copyOf(odd)) > DerWeight.of(Opaque.copyOf(usual)) * 9 / 10);
    }
}

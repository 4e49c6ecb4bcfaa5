package dev.handfast.memory;

import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** Values of one hash by the polynomials of {@code Arrays.hashCode}, {@code String} and {@code BigInteger}. */
final class Colliding {

    /** Two pairs with the same 31 a + b; all below 0x80, so that each octet is a whole arc of an identifier. */
    private static final byte[][] OCTETS = {{0x41, 0x61}, {0x42, 0x42}};
    private static final String[] LETTERS = {"ao", "c1"};
    private static final int[][] WORDS = {{0x01000000, 0x00000100}, {0x01000001, 0x00000100 - 31}};

    private Colliding() {
    }

    /** So many runs of octets, all different, of one length and one hash, or of one length alone. */
    static List<byte[]> octets(int count, boolean colliding) {
        List<byte[]> all = new ArrayList<>();
        int pairs = 32 - Integer.numberOfLeadingZeros(count - 1);
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            byte[] octets = new byte[2 * pairs];
            random.nextBytes(octets);
            for (int j = 0; j < pairs; j++) {
                octets[2 * j] &= 0x7f;
                octets[2 * j + 1] &= 0x7f;
                if (colliding) {
                    System.arraycopy(OCTETS[i >>> j & 1], 0, octets, 2 * j, 2);
                }
            }
            all.add(octets);
        }
        return all;
    }

    /** The same of object identifiers. */
    static List<ASN1ObjectIdentifier> oids(int count, boolean colliding) {
        List<ASN1ObjectIdentifier> all = new ArrayList<>();
        for (byte[] octets : octets(count, colliding)) {
            all.add(ASN1ObjectIdentifier.getInstance(new DerWriter().element(Tag.OID, octets).toBytes()));
        }
        return all;
    }

    /** The same of texts that may be labels of host names. */
    static List<String> texts(int count, boolean colliding) {
        List<String> all = new ArrayList<>();
        int pairs = 32 - Integer.numberOfLeadingZeros(count - 1);
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < pairs; j++) {
                text.append(colliding ? LETTERS[i >>> j & 1] : Integer.toString(36 + random.nextInt(36 * 35), 36));
            }
            all.add(text.toString());
        }
        return all;
    }

    /** The same of numbers. */
    static List<BigInteger> numbers(int count, boolean colliding) {
        List<BigInteger> all = new ArrayList<>();
        int pairs = 32 - Integer.numberOfLeadingZeros(count - 1);
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            ByteBuffer words = ByteBuffer.allocate(8 * pairs);
            for (int j = 0; j < pairs; j++) {
                int[] pair = WORDS[i >>> j & 1];
                words.putInt(colliding ? pair[0] : random.nextInt(1 << 30) + (1 << 24));
                words.putInt(colliding ? pair[1] : random.nextInt());
            }
            all.add(new BigInteger(1, words.array()));
        }
        return all;
    }
}

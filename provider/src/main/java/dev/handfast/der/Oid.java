package dev.handfast.der;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * An object identifier, compared by its encoding.
 *
 * <p>Identifiers made by {@link #of} are interned (they come from our tables, so their number is bounded); those read
 * from a peer are looked up among them and otherwise stay on their own. They have an order, so that maps do not depend
 * on hashes that a peer may make equal.
 */
public final class Oid implements Comparable<Oid> {

    /** Longest encoding that is read: no registered identifier needs more than 40 octets; printing costs a square. */
    private static final int MAX_OCTETS = 128;

    private static final Map<Oid, Oid> INTERNED = new ConcurrentHashMap<>();

    private final byte[] content;
    private final int hash;
    private @Nullable String text;

    private Oid(byte[] content) {
        this.content = content;
        this.hash = Arrays.hashCode(content);
    }

    /**
     * The identifier with these dotted numbers, for example {@code "2.5.29.15"}.
     *
     * @throws IllegalArgumentException if the text is no object identifier
     */
    public static Oid of(String dotted) {
        Oid made = parse(dotted);
        Oid known = INTERNED.putIfAbsent(made, made);
        return known == null ? made : known;
    }

    /**
     * Like {@link #of}, for text that does not come from our own tables: never interned.
     *
     * @throws IllegalArgumentException if the text is no object identifier
     */
    public static Oid parse(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        if (parts.length < 2) {
            throw new IllegalArgumentException("not an object identifier: " + dotted);
        }
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        try {
            BigInteger first = new BigInteger(parts[0]);
            BigInteger second = new BigInteger(parts[1]);
            if (first.signum() < 0 || first.intValue() > 2 || first.bitLength() > 2 || second.signum() < 0
                    || first.intValue() < 2 && second.compareTo(BigInteger.valueOf(39)) > 0) {
                throw new IllegalArgumentException("not an object identifier: " + dotted);
            }
            arc(out, first.multiply(BigInteger.valueOf(40)).add(second));
            for (int i = 2; i < parts.length; i++) {
                BigInteger arc = new BigInteger(parts[i]);
                if (arc.signum() < 0) {
                    throw new IllegalArgumentException("not an object identifier: " + dotted);
                }
                arc(out, arc);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not an object identifier: " + dotted, e);
        }
        return ofContent(out.toByteArray());
    }

    /** Whether these contents octets are complete arcs without needless leading octets (X.690 section 8.19.2). */
    static boolean isWellFormed(byte[] content) {
        if (content.length == 0 || content.length > MAX_OCTETS || (content[content.length - 1] & 0x80) != 0) {
            return false;
        }
        boolean start = true;
        for (byte b : content) {
            if (start && b == (byte) 0x80) {
                return false;
            }
            start = (b & 0x80) == 0;
        }
        return true;
    }

    static Oid ofContent(byte[] content) {
        Oid made = new Oid(content);
        Oid known = INTERNED.get(made);
        return known == null ? made : known;
    }

    /** The contents octets, without tag and length. */
    public byte[] content() {
        return content.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Oid that && hash == that.hash && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** In the order of the encodings. */
    @Override
    public int compareTo(Oid other) {
        return Arrays.compareUnsigned(content, other.content);
    }

    /** The dotted numbers. */
    @Override
    public String toString() {
        if (text == null) {
            text = dotted();
        }
        return text;
    }

    private String dotted() {
        StringBuilder text = new StringBuilder();
        BigInteger arc = BigInteger.ZERO;
        for (byte b : content) {
            arc = arc.shiftLeft(7).or(BigInteger.valueOf(b & 0x7f));
            if ((b & 0x80) == 0) {
                if (text.length() == 0) {
                    int first = arc.compareTo(BigInteger.valueOf(80)) >= 0 ? 2 : arc.intValue() / 40;
                    text.append(first).append('.').append(arc.subtract(BigInteger.valueOf(40L * first)));
                } else {
                    text.append('.').append(arc);
                }
                arc = BigInteger.ZERO;
            }
        }
        return text.toString();
    }

    private static void arc(java.io.ByteArrayOutputStream out, BigInteger value) {
        for (int shift = Math.max(0, (value.bitLength() - 1) / 7) * 7; shift >= 0; shift -= 7) {
            out.write(value.shiftRight(shift).intValue() & 0x7f | (shift > 0 ? 0x80 : 0));
        }
    }
}

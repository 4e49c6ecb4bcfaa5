package dev.handfast.wire;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * An immutable run of public bytes that compares and prints by content. Not for secrets: those are
 * {@code dev.handfast.crypto.Secret}. They have an order: a peer can make as many runs of one hash as it likes, and
 * then a {@code HashMap} goes by it, in logarithmic time.
 */
public final class Opaque implements Comparable<Opaque> {

    /** No bytes. */
    public static final Opaque EMPTY = new Opaque(new byte[0]);

    private static final int PRINTED = 32;

    private final byte[] bytes;

    private Opaque(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of an array. */
    public static Opaque copyOf(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Opaque(bytes.clone());
    }

    /** A copy of a slice. */
    public static Opaque copyOf(byte[] bytes, int offset, int length) {
        return new Opaque(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** Takes an array without copying; the caller must not keep it. */
    public static Opaque adopt(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Opaque(bytes);
    }

    /** How many bytes. */
    public int length() {
        return bytes.length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The unsigned byte at an index. */
    public int at(int index) {
        return bytes[index] & 0xff;
    }

    /** A copy as an array. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Adds all bytes to a digest, which does not change them. */
    public void addTo(MessageDigest digest) {
        digest.update(bytes);
    }

    /** Copies all bytes into {@code target} from {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    /** A copy of a part. */
    public Opaque slice(int offset, int length) {
        return copyOf(bytes, offset, length);
    }

    /** A reader over these bytes. */
    public WireReader reader(String what) {
        return new WireReader(bytes, what);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Opaque that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** See {@link KeyedHash}. */
    public int keyedHash() {
        return KeyedHash.of(bytes);
    }

    /** Byte by byte, unsigned; a run comes before what it begins. */
    @Override
    public int compareTo(Opaque other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** The bytes in hex, the first 32 of them when there are more. */
    @Override
    public String toString() {
        if (bytes.length <= PRINTED) {
            return Bytes.hex(bytes);
        }
        return Bytes.hex(Arrays.copyOf(bytes, PRINTED)) + "..(" + bytes.length + ")";
    }
}

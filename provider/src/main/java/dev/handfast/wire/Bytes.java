package dev.handfast.wire;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/** What arrays of bytes need and {@link Arrays} lacks. */
public final class Bytes {

    /** No bytes. */
    public static final byte[] NONE = new byte[0];

    private Bytes() {
    }

    /** Whether two arrays hold the same bytes, in time that depends on their lengths only. */
    public static boolean equalInConstantTime(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }

    /** Overwrites an array with zeros; null is ignored. */
    public static void wipe(byte @Nullable [] secret) {
        if (secret != null) {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Arrays behind one another. */
    public static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Lower-case hex without separators. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}

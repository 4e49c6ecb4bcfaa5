package dev.handfast.crypto;

import dev.handfast.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Secret bytes: wiped when closed, never printed, compared by identity only.
 *
 * <p>Not a record, because records print and compare their parts. Closing twice is harmless; reading after closing is a
 * programming error. Not thread-safe: one owner at a time.
 */
public final class Secret implements AutoCloseable {

    private byte @Nullable [] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes an array without copying; it is wiped when this is closed. */
    public static Secret adopt(byte[] bytes) {
        return new Secret(bytes);
    }

    /** A copy of an array, which stays the caller's. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /**
     * The live array, for passing to a primitive; the caller must neither keep nor change it.
     *
     * @throws IllegalStateException if closed
     */
    public byte[] bytes() {
        if (bytes == null) {
            throw new IllegalStateException("secret is closed");
        }
        return bytes;
    }

    /** How many bytes. */
    public int length() {
        return bytes().length;
    }

    /** Another secret with the same bytes, to be closed on its own. */
    public Secret copy() {
        return copyOf(bytes());
    }

    @Override
    public void close() {
        Bytes.wipe(bytes);
        bytes = null;
    }

    @Override
    public String toString() {
        return bytes == null ? "Secret[closed]" : "Secret[" + bytes.length + " bytes]";
    }
}

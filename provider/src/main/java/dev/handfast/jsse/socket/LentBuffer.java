package dev.handfast.jsse.socket;

import dev.handfast.engine.BufferPool;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes on their way in: in a small array of its own, made when first needed, which may wait for long, or in one that
 * is borrowed while they are more. Not thread-safe.
 */
final class LentBuffer {

    /** What waiting for a record takes: there may be ten thousand sockets that wait. Most handshake records fit. */
    static final int IDLE_ROOM = 1024;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private ByteBuffer own = NONE;

    // In the state for getting, but between putting and flipping.
    private ByteBuffer bytes = NONE;

    /** How many bytes are here. */
    int remaining() {
        return bytes.remaining();
    }

    /** The bytes that are here, in the state for getting; not to be kept. */
    ByteBuffer get() {
        return bytes;
    }

    /** The same buffer in the state for putting behind what is here, with at least so much room; to be flipped. */
    ByteBuffer putting(int room) {
        int kept = remaining();
        if (kept + room <= bytes.capacity()) {
            return bytes.compact();
        }
        ByteBuffer before = bytes;
        bytes = withRoom(kept + room, kept).put(before);
        giveBack(before);
        return bytes;
    }

    private ByteBuffer withRoom(int needed, int kept) {
        if (needed > BufferPool.SIZE) {
            return ByteBuffer.allocate(Math.max(needed, 2 * kept));
        }
        if (needed > IDLE_ROOM) {
            return ByteBuffer.wrap(BufferPool.take());
        }
        if (own == NONE) {
            own = ByteBuffer.allocate(IDLE_ROOM);
        }
        return own.clear();
    }

    /** Wipes the own array and gives back what is borrowed, if nothing is here; true if something was borrowed. */
    boolean release() {
        if (bytes.hasRemaining()) {
            return false;
        }
        if (bytes == own) {
            if (own.limit() > 0) {
                giveBack(own);
                own.limit(0);
            }
            return false;
        }
        giveBack(bytes);
        bytes = own.limit(0);
        return true;
    }

    /** Drops what is here. */
    void discard() {
        bytes.position(bytes.limit());
        release();
    }

    /** Wipes all of it, because a cipher may have written more than it says. */
    private void giveBack(ByteBuffer used) {
        if (used.capacity() == BufferPool.SIZE) {
            BufferPool.give(used.array(), used.capacity());
        } else {
            Arrays.fill(used.array(), (byte) 0);
        }
    }
}

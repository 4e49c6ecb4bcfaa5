package dev.handfast.engine;

import dev.handfast.tls.EarlyData;

import dev.handfast.wire.Bytes;

import java.io.ByteArrayOutputStream;

/**
 * A client's early data: how much may still be sent, and what was, until it is known to have arrived; what has not is
 * the application's to send again (RFC 9846 section 4.3.10 and appendix F.5). Not thread-safe.
 */
final class EarlyDataSent {

    private EarlyData.Status status = EarlyData.Status.NONE;
    private long left;
    private final Kept kept = new Kept();

    /** Bytes that can be wiped. */
    private static final class Kept extends ByteArrayOutputStream {
        void wipe() {
            Bytes.wipe(buf);
            reset();
        }
    }

    void offer(long bytes) {
        status = EarlyData.Status.OFFERED;
        left = bytes;
    }

    /** The server has decided, or the time for early data is over. */
    void end(boolean accepted) {
        status = accepted ? EarlyData.Status.ACCEPTED : EarlyData.Status.REJECTED;
        left = 0;
        if (accepted) {
            kept.wipe();
        }
    }

    EarlyData.Status status() {
        return status;
    }

    /** How many of some bytes may be sent now. */
    int most(int wanted) {
        return (int) Math.min(wanted, left);
    }

    void sent(byte[] bytes, int offset, int count) {
        kept.write(bytes, offset, count);
        left -= count;
    }

    /** What was sent in vain, once. */
    byte[] takeRejected() {
        byte[] rejected = status == EarlyData.Status.REJECTED ? kept.toByteArray() : Bytes.NONE;
        if (status == EarlyData.Status.REJECTED) {
            kept.wipe();
        }
        return rejected;
    }

    void close() {
        left = 0;
        kept.wipe();
    }
}

package dev.handfast.jsse.fetch;

import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.CrlReader;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What large bodies take in memory that are fetched, or looked at, by all searches at a time: strangers who name large
 * lists at once must not fill the heap together. Whoever finds no room waits for it, as long as the fetch may take.
 * Thread-safe.
 */
final class BodyMemory {

    /**
     * What a body may have without being counted, in bytes: as much as the thread that waits for it takes for its
     * stack. Issuers, responses and most lists are smaller, and are not held up by large ones.
     */
    static final int FREE = CertReader.MAX_BYTES;

    /**
     * An eighth of the heap, as for the lists that are kept, and at most what eight of the largest lists have, in
     * bytes. A body takes up to three times its size while it is put together and read.
     */
    static final BodyMemory OF_PROCESS = new BodyMemory(
            Math.min(8L * CrlReader.MAX_BYTES, Runtime.getRuntime().maxMemory() / 8));

    private static final int UNIT = 1024;

    private final int most;
    private final Semaphore left;

    /** @param bytes what all bodies may have together */
    BodyMemory(long bytes) {
        this.most = (int) (bytes / UNIT);
        this.left = new Semaphore(most, true);
    }

    /** What one search holds of it: nothing yet. */
    Share share() {
        return new Share();
    }

    /** How much is free, in bytes. */
    long free() {
        return (long) left.availablePermits() * UNIT;
    }

    private static int units(long bytes) {
        return (int) ((bytes + UNIT - 1) / UNIT);
    }

    /** What one search holds, until it has judged what it fetched. Not thread-safe. */
    final class Share implements AutoCloseable {

        private int held;

        private Share() {
        }

        /**
         * Waits for room. Not while room is held, which others may be waiting for in the same way: then there is some,
         * or none.
         *
         * @param deadline as {@link System#nanoTime} counts
         * @throws IOException if there is none
         */
        void take(long bytes, long deadline) throws IOException {
            int wanted = units(bytes);
            if (wanted > most) {
                throw new IOException("its server sends " + bytes
                        + " bytes, more than an eighth of this process's heap");
            }
            try {
                long wait = held > 0 ? 0 : deadline - System.nanoTime();
                if (!left.tryAcquire(wanted, wait, TimeUnit.NANOSECONDS)) {
                    throw new IOException("not fetched: other large bodies that are being fetched take the memory there"
                            + " is for them, " + most + " kB");
                }
                held += wanted;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("not fetched: the thread was interrupted", e);
            }
        }

        /** Gives back what turned out not to be needed. */
        void giveBack(long bytes) {
            int unneeded = Math.min(held, (int) (bytes / UNIT));
            left.release(unneeded);
            held -= unneeded;
        }

        @Override
        public void close() {
            left.release(held);
            held = 0;
        }
    }
}

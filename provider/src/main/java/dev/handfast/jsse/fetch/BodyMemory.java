package dev.handfast.jsse.fetch;

import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.CrlReader;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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

    private final long most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private long left;

    /** Shares that hold some, and how many of these wait for more. */
    private int holders;
    private int waitingHolders;

    /** @param bytes what all bodies may have together */
    BodyMemory(long bytes) {
        this.most = bytes;
        this.left = bytes;
    }

    /** What one search holds of it: nothing yet. */
    Share share() {
        return new Share();
    }

    /** How much is free, in bytes. */
    long free() {
        lock.lock();
        try {
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** What one search holds, until it has judged what it fetched. Not thread-safe. */
    final class Share implements AutoCloseable {

        private long held;

        private Share() {
        }

        /** What it may hold at most beside what it holds, in bytes. */
        long mostMore() {
            return most - held;
        }

        /**
         * Refuses what would never find room.
         *
         * @throws IOException if so many bytes are more than all may have together
         */
        void requireBelowAll(long bytes) throws IOException {
            if (bytes > most) {
                throw new IOException("its server sends " + bytes + " bytes or more, above an eighth of this process's"
                        + " heap, " + most);
            }
        }

        /**
         * Waits for room, which whoever fits in takes first, so that small bodies go past large ones. Of those who hold
         * some while they wait for more, one at least does not wait: it finds none, and the others go on.
         *
         * @param deadline as {@link System#nanoTime} counts
         * @return whether it had to
         * @throws NotAsked if there is none in time, or what this search holds leaves none
         * @throws IOException if there never will be
         */
        boolean take(long bytes, long deadline) throws IOException {
            requireBelowAll(bytes);
            if (bytes > mostMore()) {
                throw new NotAsked("other large bodies of this chain take the memory there is for them, " + most / 1024
                        + " kB");
            }
            lock.lock();
            try {
                boolean waits = left < bytes;
                if (waits && !await(bytes, deadline)) {
                    throw new NotAsked("other large bodies that are being fetched take the memory there is for them, "
                            + most / 1024 + " kB");
                }
                left -= bytes;
                hold(held + bytes);
                return waits;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NotAsked("the thread was interrupted", e);
            } finally {
                lock.unlock();
            }
        }

        private boolean await(long bytes, long deadline) throws InterruptedException {
            int holding = held > 0 ? 1 : 0;
            if (holding > 0 && waitingHolders + 1 == holders) {
                return false;
            }
            waitingHolders += holding;
            try {
                long wait = deadline - System.nanoTime();
                while (left < bytes && wait > 0) {
                    wait = freed.awaitNanos(wait);
                }
                return left >= bytes;
            } finally {
                waitingHolders -= holding;
            }
        }

        private void hold(long bytes) {
            holders += (bytes > 0 ? 1 : 0) - (held > 0 ? 1 : 0);
            held = bytes;
        }

        /** Gives back what turned out not to be needed. */
        void giveBack(long bytes) {
            lock.lock();
            try {
                long unneeded = Math.min(held, bytes);
                left += unneeded;
                hold(held - unneeded);
                freed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            giveBack(held);
        }
    }
}

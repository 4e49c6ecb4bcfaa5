package dev.handfast.jsse.live;

import dev.handfast.async.HandOver;

import java.util.concurrent.ThreadFactory;

/** Time, and threads that read a file and end; tests have their own. */
interface Clocks {

    /** Who reads. */
    HandOver READERS = HandOver.of("to read files that have changed; the next handshake reads them");

    /** The machine's. */
    Clocks SYSTEM = of(HandOver.daemons("handfast-live"));

    /** The machine's time, and threads of a factory. */
    static Clocks of(ThreadFactory threads) {
        return new Clocks() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public long millis() {
                return System.currentTimeMillis();
            }

            @Override
            public boolean start(Runnable work) {
                return READERS.toThread(threads, work);
            }
        };
    }

    /** As {@link System#nanoTime}. */
    long nanos();

    /** Milliseconds since 1970. */
    long millis();

    /** Has a thread of its own do work; false if there can be none. */
    boolean start(Runnable work);
}

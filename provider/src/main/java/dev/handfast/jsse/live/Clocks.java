package dev.handfast.jsse.live;

import dev.handfast.wire.SafeLog;
import java.lang.System.Logger.Level;

/** Time, and threads that read a file and end; tests have their own. */
interface Clocks {

    /** The machine's. */
    Clocks SYSTEM = new Clocks() {
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
            Thread thread = new Thread(null, work, "handfast-live", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            try {
                thread.start();
                return true;
            } catch (OutOfMemoryError e) {
                SafeLog.of(Announcer.LOGGER).log(Level.DEBUG, "no thread to read files that have"
                        + " changed; the next handshake reads them", e);
                return false;
            }
        }
    };

    /** As {@link System#nanoTime}. */
    long nanos();

    /** Milliseconds since 1970. */
    long millis();

    /** Has a thread of its own do work; false if there can be none. */
    boolean start(Runnable work);
}

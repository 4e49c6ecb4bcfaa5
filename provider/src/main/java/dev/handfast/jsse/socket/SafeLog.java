package dev.handfast.jsse.socket;

import java.lang.System.Logger.Level;

/** Logs on the way to what must happen in any case: a logger that throws keeps no socket open. */
final class SafeLog {

    private SafeLog() {
    }

    /** Says it at level DEBUG. */
    static void debug(Class<?> who, String message, Throwable reason) {
        log(who, Level.DEBUG, message, reason);
    }

    /**
     * Logs by the name of a class. Its logger is looked up here: the first one of a JVM loads some 80 classes.
     *
     * @param reason what was thrown, or null
     */
    static void log(Class<?> who, Level level, String message, Throwable reason) {
        try {
            System.getLogger(who.getName()).log(level, message, reason);
        } catch (Throwable ofTheLogger) {
            // there is nobody else to tell
        }
    }
}

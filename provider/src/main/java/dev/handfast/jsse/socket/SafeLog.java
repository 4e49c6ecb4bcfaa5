package dev.handfast.jsse.socket;

import java.lang.System.Logger.Level;

/** Logs on the way to what must happen in any case: a logger that throws keeps no socket open. */
final class SafeLog {

    private SafeLog() {
    }

    /** Says it at level DEBUG. */
    static void debug(System.Logger logger, String message, Throwable reason) {
        log(logger, Level.DEBUG, message, reason);
    }

    /** @param reason what was thrown, or null */
    static void log(System.Logger logger, Level level, String message, Throwable reason) {
        try {
            logger.log(level, message, reason);
        } catch (Throwable ofTheLogger) {
            // there is nobody else to tell
        }
    }
}

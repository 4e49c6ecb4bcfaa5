package dev.handfast.jsse.trace;

import dev.handfast.wire.SafeLog;
import dev.handfast.jsse.props.PropertyReader;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.jsse.stores.FileFault;
import dev.handfast.keys.KeyLog;
import dev.handfast.keys.KeyLogFile;
import dev.handfast.wire.Printable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Key logs (RFC 9850): off unless {@code handfast.debug.keyLog} or a program asks, and never quietly. The environment's
 * {@code SSLKEYLOGFILE} alone does nothing, because whoever sets it may not know that this program would obey.
 */
public final class KeyLogs {

    private static final SafeLog LOG = SafeLog.of(KeyLogs.class);

    /** The files open for logging, each opened and warned of once. */
    private static final Map<Path, KeyLog> OPEN = new ConcurrentHashMap<>();

    private KeyLogs() {
    }

    /** The log that {@code -Dhandfast.debug.keyLog} asks for. */
    public static KeyLog ofProperty() {
        String asked = PropertyReader.text("handfast.debug.keyLog");
        if (asked == null || asked.equalsIgnoreCase("false")) {
            return KeyLog.NONE;
        }
        String file = asked.equalsIgnoreCase("true") ? System.getenv("SSLKEYLOGFILE") : asked;
        if (file == null || file.isBlank()) {
            WarnOnce.once("property handfast.debug.keyLog=true has no effect: the environment has no SSLKEYLOGFILE");
            return KeyLog.NONE;
        }
        try {
            return open(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            WarnOnce.once("property handfast.debug.keyLog: the key log " + Printable.text(file)
                    + " cannot be opened; nothing is logged: " + Printable.of(e));
            return KeyLog.NONE;
        }
    }

    /**
     * A log to this file; the same one for the same file.
     *
     * @throws IOException if it cannot be opened
     */
    public static KeyLog open(Path file) throws IOException {
        try {
            return OPEN.computeIfAbsent(file.toAbsolutePath().normalize(), KeyLogs::openAndWarn);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static KeyLog openAndWarn(Path file) {
        try {
            KeyLog log = new KeyLogFile(file);
            LOG.log(Level.WARNING,
                    "*** TLS SECRETS ARE BEING WRITTEN to {0}. Whoever reads that file can decrypt every "
                            + "connection of this process. Never in production. ***",
                    file);
            if (FileFault.isOpenToOthers(file)) {
                LOG.log(Level.WARNING, "the key log {0} was there before, and can be read or written by every user of"
                        + " this machine; make it readable for its owner alone (chmod 600)", file);
            }
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

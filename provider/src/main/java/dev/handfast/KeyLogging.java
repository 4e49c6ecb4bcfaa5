package dev.handfast;

import dev.handfast.jsse.SessionAccess;

import java.io.IOException;
import java.nio.file.Path;

import javax.net.ssl.SSLContext;

/**
 * Writes the secrets of a context's connections to a file (SSLKEYLOGFILE, RFC 9850), with which Wireshark decrypts a
 * capture. For debugging only: whoever has the file can read the connections. Each file is warned of once.
 */
public final class KeyLogging {

    private KeyLogging() {
    }

    /**
     * Logs the secrets of connections of a context that begin from now on.
     *
     * @param context one of Handfast's
     * @param file is appended to, and made readable for its owner alone if it does not exist
     * @throws IllegalArgumentException if the context is another provider's
     * @throws IOException if the file cannot be opened
     */
    public static void enable(SSLContext context, Path file) throws IOException {
        SessionAccess.logKeys(context, file);
    }
}

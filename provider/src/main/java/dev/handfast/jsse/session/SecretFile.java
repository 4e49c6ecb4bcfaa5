package dev.handfast.jsse.session;

import dev.handfast.wire.SafeLog;
import dev.handfast.jsse.stores.FileFault;
import dev.handfast.wire.Bytes;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ticket secrets in a file: one a line in base64, of at least 32 bytes, the one to seal with first. Empty lines and
 * what follows a {@code #} do not count.
 */
final class SecretFile {

    private static final SafeLog LOG = SafeLog.of(SecretFile.class);

    /** Hundreds of secrets; a fleet has two or three. */
    private static final int MAX_BYTES = 1 << 16;

    /** The files that were warned of: as many as the process was configured with. */
    private static final Set<Path> WARNED = ConcurrentHashMap.newKeySet();
    private static final String NAME = "handfast.session.ticketSecretFile";

    private SecretFile() {
    }

    /** The secrets, which the caller wipes. */
    static List<byte[]> read(Path file) throws IOException {
        String wrong = FileFault.isNoStorage(file) ? FileFault.NO_STORAGE : FileFault.of(file);
        if (wrong != null) {
            throw new IOException(NAME + " " + file + ": " + wrong);
        }
        warnOfOthers(file);
        byte[] text;
        try (InputStream in = Files.newInputStream(file)) {
            text = in.readNBytes(MAX_BYTES + 1);
        }
        List<byte[]> secrets = new ArrayList<>();
        try {
            if (text.length > MAX_BYTES) {
                throw new IOException(NAME + " " + file + " is longer than " + MAX_BYTES
                        + " bytes; expected lines of base64");
            }
            for (int at = 0; at < text.length; at++) {
                int start = at;
                at = endOfLine(text, at);
                addSecret(text, start, at, file, secrets);
            }
            if (secrets.isEmpty()) {
                throw new IOException(NAME + " " + file
                        + " holds no secret; expected lines of base64, each of 32 bytes or more");
            }
            return secrets;
        } catch (IOException e) {
            secrets.forEach(Bytes::wipe);
            throw e;
        } finally {
            Bytes.wipe(text);
        }
    }

    private static int endOfLine(byte[] text, int start) {
        int at = start;
        while (at < text.length && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
        return at;
    }

    private static void addSecret(byte[] text, int start, int end, Path file, List<byte[]> secrets)
            throws IOException {
        int from = start;
        int to = start;
        while (to < end && text[to] != '#') {
            to++;
        }
        while (from < to && isBlank(text[from])) {
            from++;
        }
        while (to > from && isBlank(text[to - 1])) {
            to--;
        }
        if (from == to) {
            return;
        }
        byte[] encoded = Arrays.copyOfRange(text, from, to);
        try {
            secrets.add(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            // Its text would name bytes of the secret.
            throw new IOException(NAME + " " + file + " holds a line that is not base64");
        } finally {
            Bytes.wipe(encoded);
        }
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t';
    }

    /** Says once that a file can be read or written by users other than its owner and group. */
    private static void warnOfOthers(Path file) throws IOException {
        if (FileFault.isOpenToOthers(file) && WARNED.add(file.toAbsolutePath().normalize())) {
            LOG.log(Level.WARNING, "the ticket secrets in {0} can be read or written by every user of this machine:"
                    + " whoever has them can decrypt and forge session tickets; make the file readable for its owner"
                    + " alone (chmod 600)", file);
        }
    }
}

package dev.handfast.jsse.stores;

import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.UnrecoverableKeyException;

/** Says what is wrong with a file that cannot be loaded as a key store; JCA says "null" or "Tag number over 30". */
final class StoreFault {

    /** Enough for the header of every kind of store. */
    private static final int HEAD = 16;
    private static final int JKS = 0xfeedfeed;
    private static final int JCEKS = 0xcececece;
    private static final int SEQUENCE = 0x30;

    private StoreFault() {
    }

    /** What is wrong with a store that cannot be loaded. */
    static String of(@Nullable Path file, Exception thrown) {
        String wrong = file == null ? null : FileFault.of(file);
        if (wrong != null) {
            return wrong;
        }
        if (hasCause(thrown, UnrecoverableKeyException.class)) {
            return "the password is wrong";
        }
        String content = file == null ? null : ofContent(file);
        return content != null ? content + " (" + Printable.of(thrown) + ")" : Printable.of(thrown);
    }

    private static String ofContent(Path file) {
        byte[] head = head(file);
        if (new String(head, StandardCharsets.ISO_8859_1).startsWith("-----BEGIN")) {
            return "it is a PEM file: set its type to PEM";
        }
        int magic = 0;
        for (int i = 0; i < 4; i++) {
            magic = magic << 8 | (i < head.length ? head[i] & 0xff : 0);
        }
        if (magic == JKS || magic == JCEKS) {
            return "it begins as a JKS or JCEKS store, but it is damaged, cut off, or loaded as another type";
        }
        if (head[0] != SEQUENCE) {
            return "it is no key store: neither PKCS12 nor JKS";
        }
        long announced = length(head);
        long present = size(file);
        return announced > present ? "the file is cut off: it announces " + announced + " bytes and has " + present
                : "it begins as a PKCS12 store, but it is damaged, of another type, or needs a password";
    }

    /** The length of the whole DER element, header included; 0 where it does not say. */
    private static long length(byte[] head) {
        if (head.length < 2) {
            return Long.MAX_VALUE;
        }
        int bytes = head[1] & 0x7f;
        if (head[1] >= 0) {
            return 2 + bytes;
        }
        if (bytes == 0 || bytes > 4) {
            return 0;
        }
        long length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | (2 + i < head.length ? head[2 + i] & 0xff : 0);
        }
        return 2 + bytes + length;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return -1;
        }
    }

    private static byte[] head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(HEAD);
            return head.length == 0 ? new byte[1] : head;
        } catch (IOException e) {
            return new byte[1];
        }
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> wanted) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < 16; i++, cause = cause.getCause()) {
            if (wanted.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}

package dev.handfast.jsse;

import dev.handfast.jsse.pkix.FileFault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Ticket secrets in a file: one a line in base64, of at least 32 bytes, the one to seal with first. Empty lines and what
 * follows a {@code #} do not count.
 */
final class SecretFile {

    private static final String NAME = "handfast.session.ticketSecretFile";

    private SecretFile() {
    }

    /** The secrets. */
    static List<byte[]> read(Path file) throws IOException {
        String wrong = FileFault.of(file);
        if (wrong != null) {
            throw new IOException(NAME + " " + file + ": " + wrong);
        }
        List<byte[]> secrets = new ArrayList<>();
        // Of any charset that has ASCII: other letters are no base64, which the message then says.
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            String text = line.replaceFirst("#.*", "").strip();
            if (!text.isEmpty()) {
                secrets.add(decode(text, file));
            }
        }
        if (secrets.isEmpty()) {
            throw new IOException(NAME + " " + file + " holds no secret");
        }
        return secrets;
    }

    private static byte[] decode(String text, Path file) throws IOException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(NAME + " " + file + " holds a line that is not base64");
        }
    }
}

package dev.handfast.jsse;

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

    private SecretFile() {
    }

    /** The secrets. */
    static List<byte[]> read(Path file) throws IOException {
        List<byte[]> secrets = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            String text = line.replaceFirst("#.*", "").strip();
            if (!text.isEmpty()) {
                secrets.add(decode(text, file));
            }
        }
        if (secrets.isEmpty()) {
            throw new IOException(file + " holds no secret");
        }
        return secrets;
    }

    private static byte[] decode(String text, Path file) throws IOException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds a line that is not base64");
        }
    }
}

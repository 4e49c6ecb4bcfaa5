package dev.handfast.pem;

import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Files of textual encodings (RFC 7468), whatever their labels: text between blocks is passed over, lines may end in
 * any way, and a byte order mark of UTF-8 does not matter. No block becomes a {@code String}, which could not be wiped.
 */
public final class PemFile {

    private static final byte[] BEGIN = ascii("-----BEGIN ");
    private static final byte[] END = ascii("-----END ");
    private static final byte[] DASHES = ascii("-----");
    private static final String NAME = "friendlyName:";
    /** RFC 7468 section 2. */
    private static final int WIDTH = 64;

    private PemFile() {
    }

    /**
     * The blocks of a file, in its order; empty if there is none.
     *
     * @param most how many are read
     * @throws IOException if one is cut off or no base64, or there are more; the message names the line
     */
    public static List<PemBlock> read(byte[] file, int most) throws IOException {
        refuseUtf16(file);
        List<PemBlock> blocks = new ArrayList<>();
        int line = 1;
        int read = 0;
        for (int begin = find(BEGIN, file, 0); begin >= 0; begin = find(BEGIN, file, read)) {
            line += lineEnds(file, read, begin);
            int labelled = find(DASHES, file, begin + BEGIN.length);
            int end = labelled < 0 ? -1 : find(END, file, labelled);
            if (end < 0) {
                throw new IOException("it is cut off: the block of PEM in line " + line + " does not end");
            }
            if (blocks.size() == most) {
                throw new IOException("it holds more than " + most + " blocks of PEM");
            }
            String label = text(file, begin + BEGIN.length, labelled);
            List<String> headers = new ArrayList<>();
            int start = afterHeaders(file, labelled + DASHES.length, end, headers);
            blocks.add(new PemBlock(label, line, nameIn(file, read, begin), headers,
                    decode(file, start, end, label, line)));
            line += lineEnds(file, begin, end);
            read = end + END.length;
        }
        return blocks;
    }

    /**
     * One block as text: lines of 64 characters, each ended by a line feed.
     *
     * @param name is written in front as {@code friendlyName:}; null for none
     */
    public static String write(String label, @Nullable String name, byte[] content) {
        return (name == null ? "" : NAME + ' ' + name.replaceAll("\\R", " ") + '\n')
                + write(label, List.of(), content);
    }

    /** The same with headers at its top. */
    public static String write(String label, List<String> headers, byte[] content) {
        StringBuilder text = new StringBuilder("-----BEGIN " + label + "-----\n");
        headers.forEach(header -> text.append(header).append('\n'));
        text.append(headers.isEmpty() ? "" : "\n");
        text.append(Base64.getMimeEncoder(WIDTH, ascii("\n")).encodeToString(content));
        return text.append("\n-----END " + label + "-----\n").toString();
    }

    /** What some editors call Unicode: each letter takes two bytes, so that no block would be found. */
    private static void refuseUtf16(byte[] file) throws IOException {
        int mark = file.length < 2 ? 0 : (file[0] & 0xff) << 8 | file[1] & 0xff;
        if (mark == 0xfeff || mark == 0xfffe) {
            throw new IOException("it is text in UTF-16; save it as UTF-8");
        }
    }

    /** Reads the headers of RFC 1421 section 4.6, which an empty line ends; returns where the base64 begins. */
    private static int afterHeaders(byte[] file, int from, int end, List<String> headers) {
        int next = afterLine(file, from, end);
        for (int start = next; start < end; start = next) {
            next = afterLine(file, start, end);
            if (headers.isEmpty() && find(new byte[] {':'}, file, start, next) < 0) {
                return from;
            }
            String text = text(file, start, next).trim();
            if (text.isEmpty()) {
                return next;
            }
            headers.add(text);
        }
        return next;
    }

    private static byte[] decode(byte[] file, int start, int end, String label, int line) throws IOException {
        try {
            ByteBuffer decoded = Base64.getMimeDecoder().decode(ByteBuffer.wrap(file, start, end - start));
            byte[] content = Arrays.copyOf(decoded.array(), decoded.limit());
            Arrays.fill(decoded.array(), (byte) 0);
            return content;
        } catch (IllegalArgumentException e) {
            throw new IOException("it has a block of PEM that is no base64: " + Printable.text(label) + " in line "
                    + line, e);
        }
    }

    private static @Nullable String nameIn(byte[] file, int from, int to) {
        String between = new String(file, from, to - from, StandardCharsets.UTF_8);
        int at = between.lastIndexOf(NAME);
        if (at < 0) {
            return null;
        }
        String name = between.substring(at + NAME.length()).lines().findFirst().orElse("").trim();
        return name.isEmpty() ? null : name;
    }

    /** Where the line ends that begins here, its line end included; {@code end} if that does not come. */
    private static int afterLine(byte[] file, int start, int end) {
        for (int at = start; at < end; at++) {
            if (endsLine(file, at)) {
                return at + 1;
            }
        }
        return end;
    }

    private static int lineEnds(byte[] file, int from, int to) {
        int count = 0;
        for (int at = from; at < to; at++) {
            if (endsLine(file, at)) {
                count++;
            }
        }
        return count;
    }

    /** A line feed, or a carriage return that no line feed follows. */
    private static boolean endsLine(byte[] file, int at) {
        return file[at] == '\n' || file[at] == '\r' && (at + 1 == file.length || file[at + 1] != '\n');
    }

    private static int find(byte[] wanted, byte[] file, int from) {
        return find(wanted, file, from, file.length);
    }

    private static int find(byte[] wanted, byte[] file, int from, int to) {
        for (int at = from; at <= to - wanted.length; at++) {
            if (Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    private static String text(byte[] file, int from, int to) {
        return new String(file, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

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
 * any way, and a byte order mark of UTF-8 does not matter. A block begins and ends in lines of their own, so that what
 * is commented out is no block. No content becomes a {@code String}, which could not be wiped.
 */
public final class PemFile {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final String NAME = "friendlyName:";
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    /** RFC 7468 section 2. */
    private static final int WIDTH = 64;
    /** Longer than any line that begins or ends a block. */
    private static final int MAX_BOUNDARY = 128;
    /** Encrypted keys have two headers (RFC 1421 section 4.6). */
    private static final int MAX_HEADERS = 8;
    /** The longest header that is read, and how far in front of a block its name is looked for, in bytes. */
    private static final int MAX_TEXT = 1024;

    private final byte[] file;
    private int position;
    private int line = 1;

    private PemFile(byte[] file) {
        this.file = file;
    }

    /**
     * The blocks of a file, in its order; empty if there is none.
     *
     * @param most how many are read
     * @throws IOException if one does not end or is no base64, or there are more; the message names the line
     */
    public static List<PemBlock> read(byte[] file, int most) throws IOException {
        refuseUtf16(file);
        PemFile reader = new PemFile(file);
        if (file.length >= MARK.length && file[0] == MARK[0] && file[1] == MARK[1] && file[2] == MARK[2]) {
            reader.position = MARK.length;
        }
        List<PemBlock> blocks = new ArrayList<>();
        int between = reader.position;
        while (reader.position < file.length) {
            int start = reader.position;
            String label = reader.boundary(BEGIN);
            if (label != null) {
                if (blocks.size() == most) {
                    throw new IOException("it holds more than " + most + " blocks of PEM");
                }
                blocks.add(reader.block(label, reader.nameIn(between, start)));
                between = reader.position;
            }
        }
        return blocks;
    }

    /** Whether the beginning of a file is text with a line in it that begins a block. */
    public static boolean isPem(byte[] head) {
        PemFile reader = new PemFile(head);
        while (reader.position < head.length) {
            int start = reader.position;
            boolean begins = reader.boundary(BEGIN) != null;
            for (int at = start; at < reader.position; at++) {
                if (head[at] == 0x7f || head[at] >= 0 && head[at] < ' ' && !isSpace(head[at])) {
                    return false;
                }
            }
            if (begins) {
                return true;
            }
        }
        return false;
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
        StringBuilder text = new StringBuilder(BEGIN + label + DASHES + '\n');
        headers.forEach(header -> text.append(header).append('\n'));
        text.append(headers.isEmpty() ? "" : "\n");
        text.append(Base64.getMimeEncoder(WIDTH, new byte[] {'\n'}).encodeToString(content));
        return text.append('\n' + END + label + DASHES + '\n').toString();
    }

    /** What some editors call Unicode: each letter takes two bytes, so that no block would be found. */
    private static void refuseUtf16(byte[] file) throws IOException {
        int mark = file.length < 2 ? 0 : (file[0] & 0xff) << 8 | file[1] & 0xff;
        if (mark == 0xfeff || mark == 0xfffe) {
            throw new IOException("it is text in UTF-16; save it as UTF-8");
        }
    }

    /** The rest of a block whose first line has been read. */
    private PemBlock block(String label, @Nullable String name) throws IOException {
        int first = line - 1;
        List<String> headers = new ArrayList<>();
        while (position < file.length && (!headers.isEmpty() || hasColon())) {
            if (lineEnd() - position > MAX_TEXT || headers.size() > MAX_HEADERS) {
                throw new IOException("the headers of a block of PEM in line " + line + " are too long, or too many");
            }
            String header = nextLine().trim();
            if (header.isEmpty()) {
                break;
            }
            headers.add(header);
        }
        int start = position;
        while (position < file.length) {
            int end = position;
            int at = line;
            String ended = boundary(END);
            if (ended == null) {
                requireBase64(end, position, label, at);
            } else if (ended.equals(label)) {
                return new PemBlock(label, first, name, headers, decode(start, end, label, first));
            } else {
                throw new IOException("the block of PEM that begins in line " + first + " as " + Printable.text(label)
                        + " ends in line " + at + " as " + Printable.text(ended));
            }
        }
        throw new IOException("it is cut off: the block of PEM in line " + first + " does not end");
    }

    /** Whether a line is a header, which stand at the top, ended by an empty line (RFC 1421 section 4.6). */
    private boolean hasColon() {
        int end = lineEnd();
        for (int at = position; at < end; at++) {
            if (file[at] == ':') {
                return true;
            }
        }
        return false;
    }

    private void requireBase64(int from, int to, String label, int at) throws IOException {
        for (int i = from; i < to; i++) {
            byte b = file[i];
            if (!(b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '+' || b == '/'
                    || b == '=' || isSpace(b))) {
                throw noBase64(label, at, null);
            }
        }
    }

    private byte[] decode(int start, int end, String label, int first) throws IOException {
        try {
            // It is given nothing to pass over but white space.
            ByteBuffer decoded = Base64.getMimeDecoder().decode(ByteBuffer.wrap(file, start, end - start));
            byte[] content = new byte[decoded.remaining()];
            decoded.get(content);
            Arrays.fill(decoded.array(), (byte) 0);
            return content;
        } catch (IllegalArgumentException e) {
            throw noBase64(label, first, e);
        }
    }

    private static IOException noBase64(String label, int at, @Nullable Exception cause) {
        return new IOException("it has a block of PEM that is no base64: " + Printable.text(label) + " in line " + at,
                cause);
    }

    private @Nullable String nameIn(int from, int to) {
        int start = Math.max(from, to - MAX_TEXT);
        String text = new String(file, start, to - start, StandardCharsets.UTF_8);
        int at = text.lastIndexOf(NAME);
        if (at < 0) {
            return null;
        }
        String name = text.substring(at + NAME.length()).lines().findFirst().orElse("").trim();
        return name.isEmpty() ? null : name;
    }

    // Lines

    /** Passes over a line; its label if it is nothing but the beginning or the end of a block, else null. */
    private @Nullable String boundary(String kind) {
        int end = lineEnd();
        int at = position;
        while (at < end && isSpace(file[at])) {
            at++;
        }
        if (at == end || file[at] != '-' || end - at > MAX_BOUNDARY) {
            skipLine();
            return null;
        }
        String text = nextLine().trim();
        return text.startsWith(kind) && text.endsWith(DASHES) && text.length() >= kind.length() + DASHES.length()
                ? text.substring(kind.length(), text.length() - DASHES.length()) : null;
    }

    private String nextLine() {
        int start = position;
        skipLine();
        return new String(file, start, position - start, StandardCharsets.ISO_8859_1);
    }

    private void skipLine() {
        int end = lineEnd();
        position = end + (end + 1 < file.length && file[end] == '\r' && file[end + 1] == '\n' ? 2 : 1);
        position = Math.min(position, file.length);
        line++;
    }

    /** Where the line that begins here ends, without its line end. */
    private int lineEnd() {
        int at = position;
        while (at < file.length && file[at] != '\n' && file[at] != '\r') {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }
}

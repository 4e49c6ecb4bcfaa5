package dev.handfast.record;

import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A look at the five bytes in front of a record (RFC 9846 section 5.1 and appendix E, RFC 5246 sections 6 and
 * 6.2.3 and appendix E.1): nothing is consumed or allocated.
 *
 * <pre>
 * struct {
 *     ContentType type;                      // 20 to 23
 *     ProtocolVersion legacy_record_version; // ignored
 *     uint16 length;
 *     opaque fragment[TLSPlaintext.length];
 * } TLSPlaintext;
 * </pre>
 */
public final class RecordHeader {

    /** What {@link #length} returns while the header is not complete. */
    public static final int NEED_MORE = -1;

    private static final int EXCERPT = 16;

    private RecordHeader() {
    }

    /**
     * The length of the record that begins at a buffer's position, header included, or {@link #NEED_MORE} if fewer than
     * five bytes remain. The record itself need not be there.
     *
     * @param src is read at absolute positions and left as it is
     * @param maxFragment bytes a record may have behind its header: {@link RecordReader#maxFragment()}
     * @throws TlsFault if this cannot become a record that may come now
     */
    public static int length(ByteBuffer src, int maxFragment) throws TlsFault {
        if (src.remaining() < RECORD_HEADER) {
            return NEED_MORE;
        }
        int at = src.position();
        int type = src.get(at) & 0xff;
        int fragment = (src.get(at + 3) & 0xff) << 8 | src.get(at + 4) & 0xff;
        if (!isKnown(type)) {
            byte[] excerpt = new byte[Math.min(EXCERPT, src.remaining())];
            src.duplicate().get(excerpt);
            throw notRecord(excerpt);
        }
        return whole(type, fragment, maxFragment);
    }

    /** As {@link #length(ByteBuffer, int)}, for {@code available} bytes of an array from {@code offset}. */
    public static int length(byte[] in, int offset, int available, int maxFragment) throws TlsFault {
        if (available < RECORD_HEADER) {
            return NEED_MORE;
        }
        int type = in[offset] & 0xff;
        int fragment = (in[offset + 3] & 0xff) << 8 | in[offset + 4] & 0xff;
        if (!isKnown(type)) {
            byte[] excerpt = new byte[Math.min(EXCERPT, available)];
            System.arraycopy(in, offset, excerpt, 0, excerpt.length);
            throw notRecord(excerpt);
        }
        return whole(type, fragment, maxFragment);
    }

    private static boolean isKnown(int type) {
        return type >= 20 && type <= 23;
    }

    private static int whole(int type, int fragment, int maxFragment) throws TlsFault {
        // RFC 9846 sections 5.1 and 5.2: longer ones "MUST" end the connection with record_overflow.
        if (fragment > maxFragment) {
            throw new TlsFault(Fault.RECORD_TOO_LONG, "a record of type " + type + " announces " + fragment
                    + " bytes, at most " + maxFragment + " may come now");
        }
        return RECORD_HEADER + fragment;
    }

    /** Says what bytes that are no record look like. */
    private static TlsFault notRecord(byte[] head) {
        int type = head[0] & 0xff;
        // RFC 5246 appendix E.2: length with its high bit set, message type 1, the highest version offered.
        if ((type & 0x80) != 0 && head[2] == 1 && (head[3] == 3 || head[3] == 0 && head[4] == 2)) {
            return new TlsFault(Fault.VERSION_TOO_OLD, "the peer sent an SSLv2 ClientHello; expected a TLS record, have"
                    + " the peer offer TLS 1.2 or 1.3 in TLS's own format");
        }
        if (isText(head)) {
            return new TlsFault(Fault.RECORD_NOT_TLS, "expected a TLS record, found text that begins with \""
                    + printable(head) + "\"; the peer probably speaks plaintext on this port");
        }
        if (head[1] == 3 && (head[2] & 0xff) <= 4) {
            return new TlsFault(Fault.RECORD_TYPE_UNKNOWN, "expected a type from 20 to 23, found " + type);
        }
        return new TlsFault(Fault.RECORD_NOT_TLS, "expected a TLS record, found bytes that begin with "
                + hex(head));
    }

    private static boolean isText(byte[] head) {
        for (int i = 0; i < RECORD_HEADER; i++) {
            int c = head[i];
            if ((c < ' ' || c > '~') && c != '\r' && c != '\n' && c != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Text without what could forge lines of a log. */
    private static String printable(byte[] text) {
        StringBuilder line = new StringBuilder(text.length);
        for (byte c : text) {
            if (c == '\r' || c == '\n') {
                break;
            }
            line.append(c >= ' ' && c <= '~' && c != '"' ? (char) c : '.');
        }
        return line.toString();
    }

    private static String hex(byte[] head) {
        return Bytes.hex(Arrays.copyOf(head, RECORD_HEADER));
    }
}

package dev.handfast.jsse.fetch;

import java.io.IOException;

/**
 * A body that comes in chunks (RFC 9112 section 7.1). Servers choose their size: a list of 64 MB may come in chunks of
 * a few bytes each, so that what stands between them may grow with what they hold. Not thread-safe.
 */
final class ChunkedBody {

    /** Bytes between the chunks that each byte of the body pays for: five, if each is a chunk of its own. */
    private static final int FOR_A_BYTE = 16;

    /** Bytes between the chunks that nothing pays for: the extensions of the first and last ones. */
    private static final int FREE = 16_384;

    /** Digits of a size: more than any body has. */
    private static final int MAX_DIGITS = 12;

    private final TimedInput in;
    private final Body body;
    private long left = FREE;

    /**
     * A body that has not begun.
     *
     * @param body what it is added to
     */
    ChunkedBody(TimedInput in, Body body) {
        this.in = in;
        this.body = body;
    }

    /** Reads all of it; the trailer section is left to be read. */
    void read() throws IOException {
        for (long size = size(); size > 0; size = size()) {
            in.read(size, body);
            left += FOR_A_BYTE * size;
            int end = next();
            if (end == '\r') {
                end = next();
            }
            if (end != '\n') {
                throw new IOException("its server sends a chunk that does not end where it says");
            }
        }
    }

    /** The size of the next chunk; its extension is passed over. */
    private long size() throws IOException {
        long size = 0;
        int digits = 0;
        int next = next();
        for (int digit = Character.digit(next, 16); digit >= 0; digit = Character.digit(next, 16)) {
            size = size << 4 | digit;
            if (++digits > MAX_DIGITS) {
                throw new IOException("its server sends a length that is no number");
            }
            next = next();
        }
        while (next == ' ' || next == '\t' || next == '\r') {
            next = next();
        }
        if (digits == 0 || next != ';' && next != '\n') {
            throw new IOException("its server sends a length that is no number");
        }
        while (next != '\n') {
            next = next();
        }
        return size;
    }

    private int next() throws IOException {
        if (--left < 0) {
            throw new IOException("its server sends more between the chunks of its answer than is read");
        }
        return in.next();
    }
}

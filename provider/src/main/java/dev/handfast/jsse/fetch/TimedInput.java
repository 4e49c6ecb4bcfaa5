package dev.handfast.jsse.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** What a server sends, lines and bodies, until a deadline, however it trickles in. Not thread-safe. */
final class TimedInput {

    private static final int BUFFER = 8192;

    private final Socket socket;
    private final InputStream in;
    private final long deadline;
    private final byte[] buffer = new byte[BUFFER];
    private int linesLeft;
    private int position;
    private int end;

    /**
     * Reads from a socket.
     *
     * @param deadline as {@link System#nanoTime} counts
     * @param mostInLines the bytes that all lines may have together
     */
    TimedInput(Socket socket, long deadline, int mostInLines) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.deadline = deadline;
        this.linesLeft = mostInLines;
    }

    /** The milliseconds to a deadline, at least one. */
    static int left(long deadline) throws SocketTimeoutException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("the time allowed is over");
        }
        return (int) Math.min(Integer.MAX_VALUE, left / 1_000_000 + 1);
    }

    /** A line without its end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = nextInLine(); next != '\n'; next = nextInLine()) {
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private int nextInLine() throws IOException {
        if (--linesLeft < 0) {
            throw new IOException("its server sends more header bytes than are read");
        }
        return next();
    }

    /** The next byte, 0 to 255, which counts as none of a line. */
    int next() throws IOException {
        if (position == end && !fill()) {
            throw new IOException("its server ended the connection in the middle of its answer");
        }
        return buffer[position++] & 0xff;
    }

    /**
     * Reads so many bytes, or up to the end of the connection if {@code count} is negative.
     */
    void read(long count, Body into) throws IOException {
        long left = count < 0 ? Long.MAX_VALUE : count;
        into.expect(count);
        while (left > 0) {
            if (position == end && !fill()) {
                if (count >= 0) {
                    throw new IOException("its server ended the connection in the middle of its answer");
                }
                return;
            }
            int piece = (int) Math.min(left, end - position);
            into.add(buffer, position, piece);
            position += piece;
            left -= piece;
        }
    }

    private boolean fill() throws IOException {
        socket.setSoTimeout(left(deadline));
        int read = in.read(buffer, 0, buffer.length);
        position = 0;
        end = Math.max(0, read);
        return read > 0;
    }
}

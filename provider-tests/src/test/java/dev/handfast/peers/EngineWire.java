package dev.handfast.peers;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** An engine over a plain socket, step by step. Reads of the socket time out. */
public final class EngineWire {

    private final SSLEngine engine;
    private final Socket socket;
    private final ByteBuffer in = ByteBuffer.allocate(40_000);
    private final ByteBuffer out = ByteBuffer.allocate(40_000);
    private final ByteBuffer data = ByteBuffer.allocate(40_000);
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    /** Over a connected socket. */
    public EngineWire(SSLEngine engine, Socket socket) throws IOException {
        this.engine = engine;
        this.socket = socket;
        socket.setSoTimeout(20_000);
    }

    /** The engine. */
    public SSLEngine engine() {
        return engine;
    }

    /** All application data that has come. */
    public byte[] received() {
        return got.toByteArray();
    }

    /** All records that were sent. */
    public byte[] sent() {
        return sent.toByteArray();
    }

    /** Wraps until all is gone or the engine takes no more, whatever the handshake's status; answers what is left. */
    public int writeEarly(byte[] bytes) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        int produced;
        do {
            produced = engine.wrap(source, out).bytesProduced();
            socket.getOutputStream().write(out.array(), 0, out.position());
            sent.write(out.array(), 0, out.position());
            out.clear();
        } while (source.hasRemaining() && produced > 0);
        return source.remaining();
    }

    /** Shakes hands and writes. */
    public void write(byte[] bytes) throws IOException {
        handshake();
        if (writeEarly(bytes) > 0) {
            throw new IOException("not all was sent");
        }
    }

    /** Shakes hands to the end. */
    public void handshake() throws IOException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && engine.getSession().getProtocol().equals("NONE")) {
            engine.beginHandshake();
        }
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            if (!step()) {
                throw new EOFException("the peer has closed during the handshake");
            }
        }
    }

    /** Sends close_notify. */
    public void close() throws IOException {
        engine.closeOutbound();
        writeEarly(new byte[0]);
    }

    /** Does what is due until so much has come as contains {@code text}. */
    public void readUntil(String text) throws IOException {
        if (!readUntilOrEnd(text)) {
            throw new EOFException("the peer has closed");
        }
    }

    /** As {@link #readUntil}; false if the peer ends its direction before. */
    public boolean readUntilOrEnd(String text) throws IOException {
        boolean open = true;
        while (open && !got.toString(StandardCharsets.ISO_8859_1).contains(text)) {
            open = step();
        }
        return open;
    }

    /** Does what is due; false at the end of what the peer sends. */
    private boolean step() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> writeEarly(new byte[0]);
            case NEED_TASK -> engine.getDelegatedTask().run();
            default -> {
                return read();
            }
        }
        return true;
    }

    private boolean read() throws IOException {
        in.flip();
        SSLEngineResult result = engine.unwrap(in, data);
        in.compact();
        got.write(data.array(), 0, data.position());
        data.clear();
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
            in.position(in.position() + Math.max(count, 0));
            return count >= 0;
        }
        return result.getStatus() != SSLEngineResult.Status.CLOSED;
    }
}

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
import javax.net.ssl.SSLEngineResult.Status;

/** An engine over a socket, driven by one thread that runs tasks in place. Text is ASCII. */
public final class EngineWire {

    private final SSLEngine engine;
    private final Socket socket;
    private final ByteBuffer in = ByteBuffer.allocate(40_000);
    private final ByteBuffer out = ByteBuffer.allocate(40_000);
    private final ByteBuffer data = ByteBuffer.allocate(40_000);
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private boolean ended;

    /** Drives {@code engine}; nothing is sent yet. */
    public EngineWire(SSLEngine engine, Socket socket) throws IOException {
        this.engine = engine;
        this.socket = socket;
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
    }

    /** The engine. */
    public SSLEngine engine() {
        return engine;
    }

    /**
     * Wraps, whatever the handshake's status, until all is gone or the engine takes no more, and sends it as one.
     *
     * @return whether all was sent
     */
    public boolean writeEarly(byte[] bytes) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ByteBuffer source = ByteBuffer.wrap(bytes);
        int produced;
        do {
            produced = engine.wrap(source, out).bytesProduced();
            wire.write(out.array(), 0, out.position());
            out.clear();
        } while (source.hasRemaining() && produced > 0);
        wire.writeTo(socket.getOutputStream());
        return !source.hasRemaining();
    }

    /** Sends behind the handshake. */
    public void write(byte[] bytes) throws IOException {
        handshake();
        if (!writeEarly(bytes)) {
            throw new IOException("not all could be sent, the engine is at " + engine.getHandshakeStatus());
        }
    }

    /** Handshakes, if that has not been done. */
    public void handshake() throws IOException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && engine.getSession().getProtocol().equals("NONE")) {
            engine.beginHandshake();
        }
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            step();
        }
    }

    /** Sends close_notify. */
    public void close() throws IOException {
        engine.closeOutbound();
        writeEarly(new byte[0]);
    }

    /** Reads until {@code text} has come. */
    public void readUntil(String text) throws IOException {
        while (!received().contains(text)) {
            if (ended) {
                throw new EOFException("the peer has closed without " + text);
            }
            step();
        }
    }

    /** The next line without its end, early or not; null if the peer has ended the connection in order. */
    public String readLine() throws IOException {
        while (received().indexOf('\n') < 0) {
            if (ended) {
                return null;
            }
            step();
        }
        String all = received();
        int end = all.indexOf('\n');
        got.reset();
        got.writeBytes(all.substring(end + 1).getBytes(StandardCharsets.US_ASCII));
        return all.substring(0, end);
    }

    private String received() {
        return got.toString(StandardCharsets.US_ASCII);
    }

    /** Does what the handshake asks for, or reads. */
    private void step() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> writeEarly(new byte[0]);
            case NEED_TASK -> engine.getDelegatedTask().run();
            default -> read();
        }
    }

    private void read() throws IOException {
        in.flip();
        SSLEngineResult result = engine.unwrap(in, data);
        in.compact();
        got.write(data.array(), 0, data.position());
        data.clear();
        ended |= result.getStatus() == Status.CLOSED;
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            int count = socket.getInputStream().read(in.array(), in.position(), in.remaining());
            if (count < 0) {
                throw new EOFException("the peer has closed");
            }
            in.position(in.position() + count);
        }
    }
}

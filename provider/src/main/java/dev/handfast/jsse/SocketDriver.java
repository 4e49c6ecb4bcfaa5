package dev.handfast.jsse;

import dev.handfast.engine.Progress;
import dev.handfast.engine.TlsConnection;
import dev.handfast.engine.TlsConnection.ReadStatus;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Moves records between two blocking streams and a {@link TlsConnection}. One thread reads and one writes at a time: who
 * comes second waits on a {@link ReentrantLock}, which lets go of the carrier of a virtual thread. Locks are taken in the
 * order handshaking, reading, writing; a thread that reads never waits for one that writes.
 */
final class SocketDriver {

    /** How long closing waits for a writer to finish its record, if SO_LINGER does not say: a second, as people notice. */
    static final int CLOSING_WAIT_SECONDS = 1;

    private final Association association;
    private final Party party;
    private final Runnable finished;
    private final Runnable broken;
    private final ReentrantLock handshaking = new ReentrantLock();
    private final SocketReader reader;
    private final SocketWriter writer;

    /**
     * @param finished run after a handshake, on the thread that ended it
     * @param broken run after a failure, once its alert has been sent
     */
    SocketDriver(Association association, Party party, Runnable finished, Runnable broken) {
        this.association = association;
        this.party = party;
        this.finished = finished;
        this.broken = broken;
        this.reader = new SocketReader(association, this::answer);
        this.writer = new SocketWriter(association);
    }

    /** @param readsExactly whether to read no byte behind the last record, because the streams outlive TLS */
    void attach(InputStream in, OutputStream out, boolean readsExactly) {
        reader.attach(in, readsExactly);
        writer.attach(out);
    }

    /** Whether the handshake is this thread's, so that asking for another would never end. */
    boolean isHandshakingHere() {
        return handshaking.isHeldByCurrentThread();
    }

    /** Whether application data can flow or could have. */
    boolean isNegotiated() {
        TlsConnection connection = association.connection();
        return connection != null && connection.session() != null;
    }

    /** Whether the input ended without close_notify, or was shut down. */
    boolean isEnded() {
        return reader.isEnded();
    }

    /** Refuses to read from now on. */
    void endInput() {
        reader.end();
    }

    // Handshakes

    /** Completes the first handshake; returns at once if it is complete. */
    void handshake() throws IOException {
        if (isNegotiated()) {
            return;
        }
        handshaking.lock();
        try {
            drive(association.begin(party));
        } catch (IOException e) {
            throw broken(e);
        } catch (RuntimeException | Error e) {
            abandon();
            broken.run();
            throw e;
        } finally {
            handshaking.unlock();
        }
    }

    private void drive(TlsConnection connection) throws IOException {
        for (Progress progress = connection.progress(); progress != Progress.IDLE; progress = connection.progress()) {
            switch (progress) {
                case NEED_WRITE -> flush(connection);
                case NEED_WORK -> work(connection);
                default -> {
                    if (reader.step(connection) == ReadStatus.CLOSED && connection.session() == null) {
                        throw closedEarly(connection);
                    }
                }
            }
        }
        if (connection.session() == null) {
            throw closedEarly(connection);
        }
    }

    private void flush(TlsConnection connection) throws IOException {
        if (writer.flush(connection)) {
            association.session();
            finished.run();
        }
    }

    private static void work(TlsConnection connection) {
        Runnable task = connection.takeTask();
        if (task == null) {
            throw new IllegalStateException("a trust or key manager used the socket whose handshake waits for it");
        }
        task.run();
    }

    private SSLException closedEarly(TlsConnection connection) {
        return connection.failure() != null ? association.failed(connection.failure())
                : new SSLHandshakeException("the socket was closed during the handshake");
    }

    /** Changes the keys of an established TLS 1.3 connection, the peer's too. */
    void updateKeys(TlsConnection connection) throws IOException {
        connection.requestKeyUpdate(true);
        flush(connection);
    }

    // Traffic

    /** Reads application data: at least one byte, or -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException {
        try {
            return reader.read(association.connection(), target, offset, length);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private void answer(TlsConnection connection) throws IOException {
        if (connection.progress() == Progress.NEED_WORK) {
            work(connection);
        }
        if (connection.progress() == Progress.NEED_WRITE) {
            writer.flushIfFree(connection);
        }
    }

    /** Throws what ended the connection if it failed. */
    void requireNoFailure() throws SSLException {
        TlsConnection connection = association.connection();
        if (connection != null && connection.failure() != null) {
            throw Faults.afterwards(connection.failure());
        }
    }

    /** Bytes that can be read without waiting. */
    int available() {
        return reader.available();
    }

    /** Writes application data, all of it. */
    void write(byte[] source, int offset, int length) throws IOException {
        boolean written;
        try {
            written = writer.write(association.connection(), ByteBuffer.wrap(source, offset, length));
        } catch (IOException e) {
            throw broken(e);
        }
        if (!written) {
            throw new SocketException("Connection or outbound has closed");
        }
    }

    // Ending

    /**
     * Sends close_notify, unless a writer keeps the socket busy for too long.
     *
     * @param lingerSeconds how long to wait for it, or negative for a default
     */
    void sendClose(int lingerSeconds) throws IOException {
        TlsConnection connection = association.connection();
        if (connection == null) {
            association.closeUnbegun();
            return;
        }
        connection.closeWrite();
        boolean interrupted = Thread.interrupted();
        try {
            if (!writer.flushWithin(connection, lingerSeconds < 0 ? CLOSING_WAIT_SECONDS : lingerSeconds)) {
                association.session().invalidate();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Reads and drops what comes until the peer's close_notify, so that the streams can be used without TLS. Gives up
     * after {@link #CLOSING_WAIT_SECONDS}; the caller sees to it that no single read takes longer.
     */
    void awaitClose() throws IOException {
        if (isNegotiated()) {
            reader.awaitClose(association.connection(), TimeUnit.SECONDS.toNanos(CLOSING_WAIT_SECONDS));
        }
    }

    /** Reads and drops what is here, so that closing does not reset the connection before the peer has read it all. */
    void dropArrived() throws IOException {
        reader.dropArrived();
    }

    /** Shuts the connection both ways and wipes its keys. */
    void abandon() {
        TlsConnection connection = association.connection();
        reader.end();
        if (connection != null) {
            connection.abandon();
        }
    }

    /**
     * Ends the socket after an error, with the alert that is due if it can be sent. A timeout is no error: what was read
     * is kept and the next call goes on.
     */
    private IOException broken(IOException error) {
        if (error instanceof InterruptedIOException) {
            return error;
        }
        if (error instanceof SSLException) {
            writer.sendAlert(association.connection());
        } else {
            abandon();
        }
        broken.run();
        return error;
    }
}

package dev.handfast.jsse.socket;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.engine.Progress;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.engine.ReadStatus;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.jsse.context.ConnectionContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Moves records between two blocking streams and a {@link ProtocolConnection}. One thread reads and one writes at a
 * time: who comes second waits on a {@link ReentrantLock}, which lets go of the carrier of a virtual thread. Locks are
 * taken in the order handshaking, reading, writing. Only threads that write, close the output or have met a failure
 * wait for one that writes: what all others want sent they queue, and whoever is writing sends it.
 */
final class SocketDriver implements SocketReader.Answers {

    private static final SafeLog LOG = SafeLog.of(SocketDriver.class);

    /** Who ends waits so long for a writer, if SO_LINGER does not say, and for the peer to hear the last word. */
    static final int CLOSING_WAIT_SECONDS = 1;

    /** What a write says that can no longer be done, as SunJSSE. */
    static final String CLOSED = "Connection or outbound has closed";

    private final ConnectionContext association;
    private final EngineOrSocket party;
    private final Runnable finished;
    private final Consumer<Boolean> broken;
    private final ReentrantLock handshaking = new ReentrantLock();
    private final FirstFailure failure = new FirstFailure();
    private final WorkTurn work = new WorkTurn();
    private final EarlyOffer offer = new EarlyOffer();
    private final SocketReader reader;
    private final SocketWriter writer;

    /**
     * @param finished run once after a handshake, by the first thread that sees that its last bytes were produced
     * @param broken ends the transport after a failure; told whether it is one of TLS, so that an alert may be due
     */
    SocketDriver(ConnectionContext association, EngineOrSocket party, Runnable finished, Consumer<Boolean> broken) {
        this.association = association;
        this.party = party;
        this.finished = finished;
        this.broken = broken;
        this.reader = new SocketReader(association, failure, this);
        this.writer = new SocketWriter(association, failure, this::ended);
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

    /** Whether this thread is in a call of the streams below, in the middle of a record. */
    boolean isInTransport() {
        return reader.isReadingHere() || writer.isWritingHere();
    }

    /** Whether application data can flow or could have. */
    boolean isNegotiated() {
        ProtocolConnection connection = association.connection();
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

    /** Adds bytes that a client sends early if the session it resumes allows it. */
    void offerEarly(byte[] bytes) {
        offer.add(bytes);
        association.offerEarlyData();
    }

    /** What of those bytes the server has not got, once; empty before the handshake has ended. */
    byte[] takeUnsent() {
        return offer.takeRest();
    }

    /** Completes the first handshake; returns at once if it is complete. */
    void handshake() throws IOException {
        shakeHands(false);
    }

    /**
     * Reads early data, for which a server need not wait for the handshake's end.
     *
     * @return bytes read, or 0 if the handshake is complete
     */
    int readEarly(byte[] target, int offset, int length) throws IOException {
        int count = 0;
        while (count == 0 && !isNegotiated()) {
            shakeHands(true);
            count = reader.readKept(target, offset, length);
        }
        return count;
    }

    /** @param untilReadable whether to stop where early data can be read */
    private void shakeHands(boolean untilReadable) throws IOException {
        if (isNegotiated()) {
            return;
        }
        handshaking.lock();
        try {
            offer.begin();
            drive(association.begin(party), untilReadable);
        } catch (Throwable e) {
            throw broken(e);
        } finally {
            handshaking.unlock();
        }
    }

    /** Gives up a handshake that takes too long for a caller that cannot be told so and go on later, as SunJSSE. */
    void giveUp(InterruptedIOException late) {
        ProtocolConnection connection = association.connection();
        if (connection != null) {
            connection.closeWrite();
        }
        broken((IOException) new SSLHandshakeException("Couldn't kickstart handshaking").initCause(late));
        abandon();
    }

    private void drive(ProtocolConnection connection, boolean untilReadable) throws IOException {
        while (connection.progress() != Progress.IDLE) {
            if (connection.progress() == Progress.NEED_WRITE && flush(connection)) {
                continue;
            }
            if (connection.isWorkDue()) {
                work.take(connection);
            } else if (connection.session() != null) {
                break;
            } else if (untilReadable && reader.isReadable()) {
                return;
            } else if (!offer.send(connection, writer) && reader.step(connection) == ReadStatus.CLOSED
                    && connection.session() == null) {
                throw closedEarly(connection);
            }
        }
        if (connection.session() == null) {
            throw closedEarly(connection);
        }
        offer.end(connection);
    }

    /** False if another thread is writing, which sends what is queued; this one can go on without. */
    private boolean flush(ProtocolConnection connection) throws IOException {
        if (connection.session() != null) {
            offer.end(connection);
        }
        boolean sent = writer.flush(connection);
        reportEnd(connection);
        return sent;
    }

    private void reportEnd(ProtocolConnection connection) {
        if (connection.takeFinished()) {
            ended();
        }
    }

    private void ended() {
        association.session();
        finished.run();
    }

    private SSLException closedEarly(ProtocolConnection connection) {
        return connection.failure() != null ? association.failed(connection.failure())
                : (SSLException) new SSLHandshakeException("the socket was closed during the handshake")
                        .initCause(failure.get());
    }

    /** Changes the keys of an established TLS 1.3 connection, the peer's too if {@code requestPeer}. */
    void updateKeys(ProtocolConnection connection, boolean requestPeer) throws IOException {
        connection.requestKeyUpdate(requestPeer);
        try {
            writer.flush(connection);
        } catch (IOException e) {
            throw brokenIfFailed(e);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    // Traffic

    /** Reads application data: at least one byte, or -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException {
        try {
            return reader.read(association.connection(), target, offset, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    @Override
    public void give(ProtocolConnection connection) throws IOException {
        flushIfFree(connection);
        if (connection.isWorkDue()) {
            work.take(connection);
            flushIfFree(connection);
        }
    }

    private void flushIfFree(ProtocolConnection connection) throws IOException {
        writer.flushIfFree(connection);
        reportEnd(connection);
    }

    /**
     * Throws what ended the connection if it failed so that nothing can be read any more.
     *
     * @param closed whether the socket has been closed
     */
    void requireReadable(boolean closed) throws SSLException {
        reader.requireReadable(association.connection(), closed);
    }

    /** What the connection failed by first, in either direction. */
    FirstFailure failure() {
        return failure;
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
            throw brokenIfFailed(e);
        } catch (Throwable e) {
            throw broken(e);
        }
        if (!written) {
            throw failure.refusal(CLOSED);
        }
    }

    // Ending

    /** As {@link #sendClose}, for a socket that goes on reading. */
    void closeOutput(int seconds) throws IOException {
        try {
            sendClose(seconds);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /**
     * Sends close_notify behind what is being written, unless that takes too long. A connection that ends without it
     * is resumed no more if the thread that writes was waited for in vain, but is if this one was interrupted, as
     * SunJSSE.
     *
     * @param seconds how long to wait for whoever writes, or negative for as long as it takes
     * @return whether no other thread writes
     */
    boolean sendClose(int seconds) throws IOException {
        ProtocolConnection connection = association.closeUnbegun();
        if (connection == null) {
            return true;
        }
        boolean interrupted = Thread.interrupted();
        try {
            boolean sent = writer.close(connection, seconds);
            if (!sent) {
                association.session().spoil();
            }
            return sent;
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            connection.closeWrite();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Sends the alert that is due, behind what is being written.
     *
     * @param seconds how long to wait for whoever writes
     */
    Alerted sendAlert(int seconds) {
        ProtocolConnection connection = association.connection();
        return connection == null ? Alerted.NO : writer.sendAlert(connection, seconds);
    }

    /** Drops what comes before the peer's close_notify, for {@link #CLOSING_WAIT_SECONDS} if no read takes longer. */
    void awaitClose() throws IOException {
        if (isNegotiated()) {
            reader.awaitClose(association.connection(), TimeUnit.SECONDS.toNanos(CLOSING_WAIT_SECONDS));
        }
    }

    /**
     * Ends a handshake in which early data was read and perhaps answered, unless another thread is at it or it takes
     * too long: what the client still has to send would else meet a closed socket, and the reset destroy the answer.
     */
    void finishEarly() throws IOException {
        if (handshaking.isHeldByCurrentThread() || !handshaking.tryLock()) {
            return;
        }
        try {
            if (!association.isEarly()) {
                return;
            }
            reader.giveUpAt(System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSING_WAIT_SECONDS));
            handshake();
        } catch (InterruptedIOException e) {
            LOG.log(Level.DEBUG, "the client does not end its handshake", e);
        } finally {
            handshaking.unlock();
        }
    }

    /**
     * Reads and drops what the peer sends until it has heard the last word, so that closing does not reset the
     * connection before; at most {@link #CLOSING_WAIT_SECONDS}, if no single read takes longer.
     *
     * @param always whether to wait for the peer even if it has sent nothing that was not read
     */
    void drain(boolean always) throws IOException {
        reader.drain(association.connection(), always, TimeUnit.SECONDS.toNanos(CLOSING_WAIT_SECONDS));
    }

    /** Shuts the connection both ways and wipes its keys. */
    void abandon() {
        ProtocolConnection connection = association.connection();
        reader.end();
        reader.forget();
        if (connection != null) {
            connection.abandon();
        }
    }

    /**
     * Ends the socket after an error, with the alert that is due if it can be sent. A timeout is no error: what was
     * read is kept and the next call goes on. What streams below or objects of the application throw besides ends it as
     * well.
     */
    private IOException broken(Throwable thrown) {
        IOException error = thrown instanceof IOException known ? known : association.failed(thrown);
        if (error instanceof InterruptedIOException) {
            return error;
        }
        IOException shown = FirstFailure.ofSocket(error);
        failure.remember(shown);
        reader.end();
        try {
            broken.accept(error instanceof SSLException);
        } finally {
            abandon();
        }
        return shown;
    }

    /** As {@link #broken} if TLS itself has failed. A transport that takes no more may still have something to read. */
    private IOException brokenIfFailed(IOException error) {
        return association.connection().failure() == null ? error : broken(error);
    }
}

package dev.handfast.jsse;

import dev.handfast.engine.TlsConnection;
import dev.handfast.spec.TlsFault;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLException;

/** The sending direction of a blocking connection, and its lock. */
final class SocketWriter {

    private static final System.Logger LOG = System.getLogger(SocketWriter.class.getName());

    private final Association association;
    private final ReentrantLock lock = new ReentrantLock();

    // Set once, before traffic.
    private RecordOutput output;

    // Guarded by the lock.
    private boolean unwritable;

    SocketWriter(Association association) {
        this.association = association;
    }

    void attach(OutputStream out) {
        output = new RecordOutput(out);
    }

    /** Sends application data, all of it; false if this direction has been closed. */
    boolean write(TlsConnection connection, ByteBuffer source) throws IOException {
        lock.lock();
        try {
            int packet = association.configuration().get().maximumPacketSize();
            while (source.hasRemaining()) {
                if (unwritable || !output.write(connection, source, packet)) {
                    return false;
                }
            }
            return true;
        } catch (TlsFault fault) {
            throw association.failed(fault);
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is queued; true if that ended a handshake. */
    boolean flush(TlsConnection connection) throws IOException {
        lock.lock();
        try {
            return flushLocked(connection);
        } finally {
            lock.unlock();
        }
    }

    private boolean flushLocked(TlsConnection connection) throws IOException {
        try {
            return output.flush(connection);
        } catch (TlsFault fault) {
            throw association.failed(fault);
        }
    }

    /** Sends what is queued unless somebody is writing, who will: for readers, who never wait for a writer. */
    void flushIfFree(TlsConnection connection) throws SSLException {
        if (!lock.tryLock()) {
            return;
        }
        try {
            flushLocked(connection);
        } catch (SSLException e) {
            throw e;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the peer no longer reads; what it has sent can still be read", e);
            unwritable = true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is queued once whoever writes has done so; false if that takes too long. */
    boolean flushWithin(TlsConnection connection, int seconds) throws IOException, InterruptedException {
        if (!lock.tryLock() && !lock.tryLock(seconds, TimeUnit.SECONDS)) {
            return false;
        }
        try {
            flushLocked(connection);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends the alert that is due, if it can be sent. */
    void sendAlert(TlsConnection connection) {
        if (connection == null || !lock.tryLock()) {
            return;
        }
        try {
            flushLocked(connection);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the alert could not be sent", e);
        } finally {
            lock.unlock();
        }
    }
}

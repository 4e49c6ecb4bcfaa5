package dev.handfast.jsse.socket;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.engine.Uninterrupted;
import dev.handfast.jsse.context.ConnectionContext;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How a socket closes: in good order by the first thread that wants it closed, and at once if that takes too long or
 * cannot be. Thread-safe.
 */
@SuppressWarnings("try") // a WriteLimit works by being open
final class SocketCloser {

    private static final SafeLog LOG = SafeLog.of(SocketCloser.class);

    /**
     * Seconds in which the transport is to take close_notify, if SO_LINGER does not say: a peer that is slow, or busy
     * with sending, is to have read a part of what is on its way by then.
     */
    private static final int ROOM_WAIT_SECONDS = 10;

    private final LayeredSocket socket;
    private final ConnectionContext association;
    private final SocketDriver driver;
    private final AtomicReference<Thread> closing = new AtomicReference<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean closed;

    SocketCloser(LayeredSocket socket, ConnectionContext association, SocketDriver driver) {
        this.socket = socket;
        this.association = association;
        this.driver = driver;
    }

    /** Whether the socket has been closed or has failed, and the transport with it, if that is this socket's to do. */
    boolean isClosed() {
        return closed;
    }

    /**
     * Closes in good order, or at once if this thread is in the middle of a record: the JDK closes a socket when a
     * virtual thread is interrupted that reads or writes it, and does so on that thread. A thread that comes while
     * another one is closing waits as long as that may take, and then sees to it that it ends.
     *
     * @param attached whether the socket has been connected
     */
    void close(boolean attached) throws IOException {
        if (closed) {
            return;
        }
        if (driver.isInTransport()) {
            closeAtOnce();
        } else if (closing.compareAndSet(null, Thread.currentThread())) {
            undisturbed(() -> closeFirst(attached));
        } else if (closing.get() != Thread.currentThread() && !awaitOther()) {
            LOG.log(Level.DEBUG, "another thread takes too long to close the socket in good order");
            closeAtOnce();
        }
    }

    private void closeFirst(boolean attached) throws IOException {
        try {
            takeLeave(attached);
        } catch (Throwable e) {
            // a socket below may be anybody's
            LOG.log(Level.DEBUG, "closing in good order failed", e);
        } finally {
            try {
                closeAtOnce();
            } finally {
                done.countDown();
            }
        }
    }

    /** Does it without this thread's interrupt, by which a channel below would close and lose what was written. */
    private static void undisturbed(Farewell farewell) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            farewell.take();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void takeLeave(boolean attached) throws IOException {
        if (!attached) {
            association.closeUnbegun();
            return;
        }
        int linger = socket.getSoLinger();
        try (WriteLimit limit = limit(writerWait() + (linger < 0 ? ROOM_WAIT_SECONDS : linger))) {
            if (association.isEarly()) {
                finishEarly();
            }
            boolean free = sendClose();
            // an interrupt that ended its wait is still there
            undisturbed(() -> hearOut(free));
        }
    }

    /** Unless as many threads as may wait for peers do so already. */
    private void finishEarly() throws IOException {
        if (RecordInput.WAITING_FOR_PEERS.tryAcquire()) {
            try {
                briefly(driver::finishEarly);
            } finally {
                RecordInput.WAITING_FOR_PEERS.release();
            }
        }
    }

    private void hearOut(boolean free) throws IOException {
        if (socket.ownsTransport()) {
            endOutput(free, false);
        } else {
            briefly(driver::awaitClose);
        }
    }

    /**
     * Ends this direction behind what is being written, however long the transport takes; the other one goes on, also
     * where the transport takes nothing any more. SO_LINGER bounds the wait for another thread that writes, and nothing
     * else, as in SunJSSE.
     */
    void shutdownOutput() throws IOException {
        try {
            driver.closeOutput(socket.getSoLinger());
        } catch (IOException e) {
            if (association.connection().failure() != null) {
                throw e;
            }
            LOG.log(Level.DEBUG, "the peer does not get close_notify; what it has sent can still be read",
                    e);
        }
        if (!socket.rawIsOutputShutdown()) {
            socket.rawShutdownOutput();
        }
    }

    /** False if another thread still writes. A transport that has failed may have something to be drained. */
    private boolean sendClose() throws IOException {
        try {
            return driver.sendClose(writerWait());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the peer does not get close_notify", e);
            return true;
        }
    }

    /** Seconds to wait for a thread that is writing. */
    private int writerWait() throws IOException {
        int linger = socket.getSoLinger();
        return linger < 0 ? SocketDriver.CLOSING_WAIT_SECONDS : linger;
    }

    /** Limits what this thread does with a transport that ends with the socket. */
    private WriteLimit limit(int seconds) {
        return new WriteLimit(ClosingTimer.shared(), socket.ownsTransport() ? seconds : -1, this::endOutputLate,
                this::cut);
    }

    private void endOutputLate() {
        try {
            socket.rawEndOutput();
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "the output could not be ended", e);
        }
    }

    /**
     * Waits for the thread that is closing, and ends the output if that takes long.
     *
     * @return false if it takes longer still
     */
    private boolean awaitOther() {
        try {
            int forWriter = writerWait();
            // draining takes as long again, and so may its last read; without lingering there is none
            int forPeer = forWriter == 0 ? 0 : 2 * SocketDriver.CLOSING_WAIT_SECONDS;
            if (isDoneIn(forWriter + forPeer)) {
                return true;
            }
            if (forPeer == 0 || !socket.ownsTransport()) {
                return false;
            }
            endOutputLate();
            return isDoneIn(forPeer);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the transport has been closed meanwhile", e);
            return false;
        }
    }

    /** Waits so long for the thread that is closing: an interrupt of this one is no reason to cut that one off. */
    private boolean isDoneIn(int seconds) {
        return Uninterrupted.await(done, TimeUnit.SECONDS.toNanos(seconds));
    }

    /** What closing does with the peer. */
    private interface Farewell {
        void take() throws IOException;
    }

    /** Lets no read take longer than closing may. */
    private void briefly(Farewell farewell) throws IOException {
        int timeout = socket.getSoTimeout();
        int most = SocketDriver.CLOSING_WAIT_SECONDS * 1000;
        socket.setSoTimeout(timeout == 0 ? most : Math.min(timeout, most));
        try {
            farewell.take();
        } finally {
            socket.setSoTimeout(timeout);
        }
    }

    /**
     * Ends the transport's output, and waits for the peer to end its own, unless SO_LINGER is 0: what still comes in
     * would else meet a closed socket, and the reset destroy the last word on its way.
     *
     * @param free whether no other thread writes, for which ending the output of TLS below would wait
     * @param waits whether to wait for the peer even if it has sent nothing that was not read
     */
    private void endOutput(boolean free, boolean waits) throws IOException {
        if ((free || !socket.isOverTls()) && !socket.rawIsOutputShutdown()) {
            socket.rawShutdownOutput();
        }
        if (socket.getSoLinger() != 0) {
            briefly(() -> driver.drain(waits));
        }
    }

    /**
     * Closes the transport after a failure, behind what it has taken.
     *
     * @param owesAlert whether the failure is one of TLS, of which the peer is told
     */
    void closeBroken(boolean owesAlert) {
        try {
            undisturbed(() -> tellFailure(owesAlert));
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "the peer may have missed the alert", e);
        } finally {
            cut();
        }
    }

    private void tellFailure(boolean owesAlert) throws IOException {
        try (WriteLimit limit = limit(writerWait() + SocketDriver.CLOSING_WAIT_SECONDS)) {
            // what a transport that has failed still does is not known
            Alerted alerted = owesAlert ? driver.sendAlert(writerWait()) : Alerted.BUSY;
            if (socket.ownsTransport()) {
                endOutput(alerted != Alerted.BUSY, alerted == Alerted.YES);
            }
        }
    }

    /** Closes as much as is this socket's to close. */
    private void cut() {
        try {
            closeTransport();
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "closing after a failure failed", e);
        }
    }

    /** Closes the transport and forgets the keys, whatever the transport says. */
    private void closeAtOnce() throws IOException {
        try {
            closeTransport();
        } finally {
            driver.abandon();
        }
    }

    private void closeTransport() throws IOException {
        try {
            undisturbed(socket::rawClose);
        } finally {
            closed = true;
        }
    }
}

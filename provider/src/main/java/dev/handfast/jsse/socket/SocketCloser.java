package dev.handfast.jsse.socket;

import dev.handfast.jsse.context.ConnectionContext;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How a socket closes: in good order by the first thread that wants it closed, and at once if that takes too long or
 * cannot be. Thread-safe.
 */
final class SocketCloser {

    private static final System.Logger LOG = System.getLogger(SocketCloser.class.getName());

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

    /** Whether the transport has been closed, as far as that is this socket's to do. */
    boolean isClosed() {
        return closed;
    }

    /**
     * Closes in good order, or at once if this thread is in the middle of a record: the JDK closes a socket when a
     * virtual thread is interrupted that reads or writes it, and does so on that thread. A thread that comes while
     * another one is closing waits as long as that may take, and then closes at once.
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
        } else if (closing.get() != Thread.currentThread() && !awaitOther()) {
            LOG.log(Level.DEBUG, "another thread takes too long to close the socket in good order");
            closeAtOnce();
        }
    }

    private void takeLeave(boolean attached) throws IOException {
        if (!attached) {
            association.closeUnbegun();
            return;
        }
        if (association.isEarly()) {
            briefly(driver::finishEarly);
        }
        driver.sendClose(writerWait());
        if (socket.ownsTransport()) {
            endOutput(false);
        } else {
            briefly(driver::awaitClose);
        }
    }

    /** Seconds to wait for a thread that is writing. */
    private int writerWait() throws IOException {
        int linger = socket.getSoLinger();
        return linger < 0 ? SocketDriver.CLOSING_WAIT_SECONDS : linger;
    }

    /** Waits for the thread that is closing; false if that takes longer than it may, or this thread is interrupted. */
    private boolean awaitOther() {
        try {
            int forWriter = writerWait();
            // draining takes as long again, and so may its last read; without lingering there is none
            int forPeer = forWriter == 0 ? 0 : 2 * SocketDriver.CLOSING_WAIT_SECONDS;
            return done.await(forWriter + forPeer, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the transport has been closed meanwhile", e);
            return false;
        }
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
     */
    private void endOutput(boolean waits) throws IOException {
        if (!socket.rawIsOutputShutdown()) {
            socket.rawShutdownOutput();
        }
        if (socket.getSoLinger() != 0) {
            briefly(() -> driver.drain(waits));
        }
    }

    /** Closes the transport after a failure. */
    void closeBroken(boolean alerted) {
        if (!socket.ownsTransport()) {
            return;
        }
        try {
            if (alerted) {
                endOutput(true);
            }
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "the peer may have missed the alert", e);
        }
        cut();
    }

    /** Closes a transport that ends with the socket, whatever is done with it. */
    void cut() {
        try {
            if (socket.ownsTransport()) {
                closeTransport();
            }
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
            socket.rawClose();
        } finally {
            closed = true;
        }
    }
}

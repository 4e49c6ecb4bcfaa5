package dev.handfast.engine;

import dev.handfast.handshake.Suspension;
import dev.handfast.spec.TlsFault;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;

/**
 * Work of a connection, to be done on any thread. It is done once, whoever runs this how often: what it is made from is
 * wiped then. A run that meets another one returns when that has ended, as tasks of SunJSSE do.
 */
final class DelegatedTask<R> implements Runnable {

    private final Suspension<R> suspension;
    private final Lock inboundLock;
    private final HandshakeDriver steps;
    private final ConnectionTermination ending;
    private final AtomicReference<Thread> runner = new AtomicReference<>();
    private final CountDownLatch done = new CountDownLatch(1);

    DelegatedTask(Suspension<R> suspension, Lock inboundLock, HandshakeDriver steps, ConnectionTermination ending) {
        this.suspension = suspension;
        this.inboundLock = inboundLock;
        this.steps = steps;
        this.ending = ending;
    }

    @Override
    public void run() {
        if (!runner.compareAndSet(null, Thread.currentThread())) {
            awaitOther();
            return;
        }
        try {
            perform();
        } finally {
            done.countDown();
        }
    }

    /** Waits for the thread that does the work, unless it is this one: a manager may run the task that called it. */
    private void awaitOther() {
        boolean interrupted = false;
        while (done.getCount() > 0 && runner.get() != Thread.currentThread()) {
            try {
                done.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform() {
        R result = null;
        TlsFault fault = null;
        try {
            result = suspension.run();
        } catch (Throwable e) {
            // An Error too: nobody else would learn that the work is over, and the connection would wait for ever.
            fault = HandshakeDriver.faultOf(e);
        }
        inboundLock.lock();
        try {
            if (steps.awaits(suspension)) {
                resume(result, fault);
            } else if (fault == null) {
                HandshakeDriver.discard(suspension, result);
            }
        } finally {
            inboundLock.unlock();
        }
    }

    private void resume(R result, TlsFault fault) {
        try {
            if (fault != null) {
                throw fault;
            }
            steps.resume(suspension, result);
        } catch (Throwable e) {
            ending.defer(HandshakeDriver.faultOf(e));
        }
    }
}

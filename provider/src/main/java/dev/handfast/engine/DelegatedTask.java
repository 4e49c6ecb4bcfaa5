package dev.handfast.engine;

import dev.handfast.async.Eventual;
import dev.handfast.handshake.Suspension;
import dev.handfast.spec.TlsFault;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;

/**
 * Work of a connection, to be done on any thread. It is done once, whoever runs this how often: what it is made from is
 * wiped then. A run that meets another one returns when that has ended, as tasks of SunJSSE do.
 *
 * <p>Where somebody answers later, a run returns when all is done, or the connection has ended; but where the
 * application has said that it is to be told ({@link HandshakeDriver#ready}), a run returns as soon as nothing is left
 * to do but wait. The thread that gives the answer does the rest of the work.
 */
final class DelegatedTask<R> implements TakenWork, LaterAnswer.Owner<R> {

    private final Suspension<R> suspension;
    private final Lock inboundLock;
    private final HandshakeDriver steps;
    private final ConnectionTermination ending;
    private final LaterAnswer<R> answer;
    private final AtomicBoolean run = new AtomicBoolean();
    /** Down when the first run has come to its end, or to an answer that it has to wait for. */
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    /** The thread that works: another one may begin, behind a stage, before the first has let go. */
    private final AtomicReference<Thread> working = new AtomicReference<>();

    DelegatedTask(Suspension<R> suspension, Lock inboundLock, HandshakeDriver steps, ConnectionTermination ending) {
        this.suspension = suspension;
        this.inboundLock = inboundLock;
        this.steps = steps;
        this.ending = ending;
        this.answer = new LaterAnswer<>(this);
    }

    @Override
    public void run() {
        if (run.compareAndSet(false, true)) {
            goOn(suspension::run);
            begun.countDown();
        }
        await(begun);
        if (steps.ready() == null) {
            await(done);
        }
    }

    /** Waits, unless this is the thread that works: a manager may run the task that called it. */
    private void await(CountDownLatch latch) {
        if (working.get() != Thread.currentThread()) {
            Uninterrupted.await(latch);
        }
    }

    @Override
    public void abandon() {
        answer.drop();
    }

    @Override
    public void dropped() {
        done.countDown();
        inboundLock.lock();
        try {
            if (steps.awaits(suspension)) {
                ending.end();
            }
        } finally {
            inboundLock.unlock();
        }
    }

    @Override
    public void goOn(Eventual.Work<R> work) {
        working.set(Thread.currentThread());
        try {
            answer.take(work);
        } finally {
            working.compareAndSet(Thread.currentThread(), null);
        }
        if (ending.isHopeless()) {
            abandon();
        }
    }

    @Override
    public void settle(Eventual<R> result) {
        settle(() -> steps.resume(suspension, result.get()),
                () -> HandshakeDriver.discard(suspension, result.get()));
    }

    @Override
    public void fail(TlsFault fault) {
        settle(() -> {
            throw fault;
        }, () -> {});
    }

    /** What is done with what the work has come to. */
    private interface Settling {
        void run() throws TlsFault;
    }

    private void settle(Settling awaited, Runnable dropped) {
        inboundLock.lock();
        try {
            if (steps.awaits(suspension)) {
                resume(awaited);
            } else {
                dropped.run();
            }
        } finally {
            inboundLock.unlock();
            done.countDown();
        }
        if (begun.getCount() == 0) {
            steps.tellReady();
        }
    }

    private void resume(Settling settling) {
        try {
            settling.run();
        } catch (Throwable e) {
            ending.defer(HandshakeDriver.faultOf(e));
        }
    }
}

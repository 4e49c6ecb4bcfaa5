package dev.handfast.engine;

import dev.handfast.async.Eventual;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * Waits for the stages that work leads to, one after the other, without a thread. A stage may complete on any thread,
 * at once, late, more than once, or never; once dropped, whoever still holds it holds nothing of the connection.
 */
final class LaterAnswer<R> {

    /** Whose work it is. */
    interface Owner<R> {

        /** Is given what is to be done when an answer has come, and calls {@link #take} with it. */
        void goOn(Eventual.Work<R> work);

        /** Takes what the work has come to, which is there, unless the wait was dropped. */
        void settle(Eventual<R> result);

        /** Takes what the work has failed by, unless the wait was dropped. */
        void fail(TlsFault fault);

        /** Is told that a wait was dropped. */
        void dropped();
    }

    private static final Turn<?, ?> DROPPED = new Turn<>(null);

    private final Owner<R> owner;
    private final AtomicReference<Turn<?, ?>> current = new AtomicReference<>();

    LaterAnswer(Owner<R> owner) {
        this.owner = owner;
    }

    /** Works, until all is done or an answer has to be waited for. Never throws. */
    void take(Eventual.Work<R> step) {
        Eventual<R> result;
        try {
            result = step.begin();
        } catch (Throwable e) {
            // An Error too: nobody else would learn that the work is over, and the connection would wait for ever.
            owner.fail(HandshakeDriver.faultOf(e));
            return;
        }
        Eventual.Awaited<?, R> awaited = result.awaited();
        if (awaited == null) {
            owner.settle(result);
        } else {
            await(awaited);
        }
    }

    private <S> void await(Eventual.Awaited<S, R> awaited) {
        Turn<S, R> turn = new Turn<>(new Pending<>(this, awaited));
        Turn<?, ?> before = current.get();
        if (before == DROPPED || !current.compareAndSet(before, turn)) {
            turn.drop();
            return;
        }
        try {
            awaited.stage().whenComplete(turn);
        } catch (Throwable e) {
            turn.accept(null, e);
        }
    }

    /** Drops what is waited for, now or later. */
    void drop() {
        Turn<?, ?> last = current.getAndSet(DROPPED);
        if (last != null) {
            last.drop();
        }
    }

    private record Pending<S, R>(LaterAnswer<R> waiting, Eventual.Awaited<S, R> awaited) {
    }

    /** What a stage is given: it lets go of the connection when it has been called, or was dropped. */
    private static final class Turn<S, R> implements BiConsumer<S, Throwable> {

        private final AtomicReference<Pending<S, R>> pending;

        Turn(@Nullable Pending<S, R> pending) {
            this.pending = new AtomicReference<>(pending);
        }

        @Override
        public void accept(@Nullable S value, @Nullable Throwable failure) {
            Pending<S, R> taken = pending.getAndSet(null);
            if (taken != null) {
                taken.waiting.owner.goOn(() -> taken.awaited.continuation().go(value, failure));
            }
        }

        void drop() {
            Pending<S, R> taken = pending.getAndSet(null);
            if (taken != null) {
                taken.awaited.drop();
                taken.waiting.owner.dropped();
            }
        }
    }
}

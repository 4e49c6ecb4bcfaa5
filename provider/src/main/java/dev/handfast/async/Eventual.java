package dev.handfast.async;

import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A result that is there, or one that comes when a stage has completed and what is to be done behind it was done. Steps
 * are done at once where the result is there, so that the exceptions they throw come out of {@link #then}; else later,
 * by whoever waits ({@link #awaited}), and then nobody else is there to clean up: that is what {@link #cleaned} is for.
 *
 * @param <T> of the result
 */
public final class Eventual<T extends @Nullable Object> {

    private static final Eventual<@Nullable Void> DONE = new Eventual<>(null, null);

    private final @Nullable T result;
    private final @Nullable Awaited<?, T> awaited;

    /**
     * One step of work.
     *
     * @param <T> what it is given
     * @param <U> what it makes of it
     */
    @FunctionalInterface
    public interface Step<T extends @Nullable Object, U extends @Nullable Object> {
        @Nullable
        U take(T result) throws TlsFault;
    }

    /**
     * One step of work whose own result may come later.
     *
     * @param <T> what it is given
     * @param <U> what it makes of it
     */
    @FunctionalInterface
    public interface LaterStep<T extends @Nullable Object, U extends @Nullable Object> {
        Eventual<U> take(T result) throws TlsFault;
    }

    /**
     * Work without input.
     *
     * @param <T> what it results in
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        Eventual<T> begin() throws TlsFault;
    }

    /**
     * What is made of a stage that has completed, in whatever way.
     *
     * @param <S> of the stage
     * @param <T> what it leads to
     */
    @FunctionalInterface
    public interface Continuation<S, T extends @Nullable Object> {

        /**
         * Goes on.
         *
         * @param value of the stage; null if it has failed, and if it has completed with null
         * @param failure null if it has not failed
         */
        Eventual<T> go(@Nullable S value, @Nullable Throwable failure) throws TlsFault;
    }

    private Eventual(@Nullable T result, @Nullable Awaited<?, T> awaited) {
        this.result = result;
        this.awaited = awaited;
    }

    /** A result that is there. */
    public static <T extends @Nullable Object> Eventual<T> now(@Nullable T result) {
        return new Eventual<>(result, null);
    }

    /** Work without a result that is done. */
    public static Eventual<@Nullable Void> done() {
        return DONE;
    }

    /** What is made of a stage, however it completes. The stage is not looked at before somebody waits. */
    public static <S, T extends @Nullable Object> Eventual<T> later(CompletionStage<S> stage,
            Continuation<S, T> continuation) {
        return new Eventual<>(null, new Awaited<>(stage, continuation, () -> {}));
    }

    /**
     * Work that is cleaned up behind if it fails, at once or later, or if nobody waits any more.
     *
     * @param cleanup called once at most, and not if the work succeeds
     */
    public static <T extends @Nullable Object> Eventual<T> cleaned(Work<T> work, Runnable cleanup) throws TlsFault {
        Eventual<T> begun;
        try {
            begun = work.begin();
        } catch (Throwable e) {
            cleanup.run();
            throw e;
        }
        return begun.awaited == null ? begun : new Eventual<>(null, begun.awaited.cleaned(cleanup));
    }

    /** Work of which another result is made if it fails by a fault, at once or later. */
    public static <T extends @Nullable Object> Eventual<T> recovered(Work<T> work, Step<TlsFault, T> otherwise)
            throws TlsFault {
        Eventual<T> begun;
        try {
            begun = work.begin();
        } catch (TlsFault fault) {
            return now(otherwise.take(fault));
        }
        return begun.awaited == null ? begun : new Eventual<>(null, begun.awaited.recovered(otherwise));
    }

    /** What is waited for; null if the result is there. */
    public @Nullable Awaited<?, T> awaited() {
        return awaited;
    }

    /**
     * The result that is there.
     *
     * @throws IllegalStateException if it is not
     */
    @SuppressWarnings("NullAway") // null is a result where T says so
    public T get() {
        if (awaited != null) {
            throw new IllegalStateException("the result comes later");
        }
        return result;
    }

    /** Takes a step with the result, now or when it is there. */
    public <U extends @Nullable Object> Eventual<U> then(Step<? super T, ? extends U> step) throws TlsFault {
        return awaited == null ? now(step.take(get())) : thenLater(value -> now(step.take(value)));
    }

    /** Takes a step with the result, now or when it is there, whose own result may come later. */
    public <U extends @Nullable Object> Eventual<U> thenLater(LaterStep<? super T, U> step) throws TlsFault {
        return awaited == null ? step.take(get()) : new Eventual<>(null, awaited.then(step));
    }

    /**
     * A stage, and what follows it. It is gone on with or dropped, one of both and once.
     *
     * @param stage may be an application's; called without a lock
     * @param dropping wipes what the continuation holds
     */
    public record Awaited<S, T extends @Nullable Object>(CompletionStage<S> stage, Continuation<S, T> continuation,
            Runnable dropping) {

        public Awaited {
            Objects.requireNonNull(stage, "stage");
        }

        private <U extends @Nullable Object> Awaited<S, U> then(LaterStep<? super T, U> step) {
            return new Awaited<>(stage, (value, failure) -> continuation.go(value, failure).thenLater(step), dropping);
        }

        private Awaited<S, T> cleaned(Runnable cleanup) {
            return new Awaited<>(stage, (value, failure) -> Eventual.cleaned(() -> continuation.go(value, failure),
                    cleanup), () -> {
                        dropping.run();
                        cleanup.run();
                    });
        }

        private Awaited<S, T> recovered(Step<TlsFault, T> otherwise) {
            return new Awaited<>(stage, (value, failure) -> Eventual.recovered(() -> continuation.go(value, failure),
                    otherwise), dropping);
        }

        /** Wipes what it holds, in place of going on. */
        public void drop() {
            dropping.run();
        }
    }
}

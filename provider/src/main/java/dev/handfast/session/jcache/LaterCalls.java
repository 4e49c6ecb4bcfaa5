package dev.handfast.session.jcache;

import dev.handfast.async.Eventual;
import dev.handfast.async.HandOver;
import dev.handfast.session.jcache.Outages.Standing;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Calls of an object of the application's that answers later. Whatever it throws, and an answer that fails, is of
 * another type or too late, becomes "no answer"; after one it is left alone for a while ({@link Outages}). No thread
 * waits: where the time is up a thread of the common pool goes on. Thread-safe.
 *
 * @param target the object
 * @param outages whether it is in reach
 * @param patience how long an answer may take
 * @param goesOn where the time is up
 */
record LaterCalls<T>(T target, Outages outages, Duration patience, Executor goesOn) {

    private static final HandOver LATE = HandOver.of("to go on with a handshake whose answer is late; another does");

    static <T> LaterCalls<T> to(T target, String what, Duration patience) {
        return new LaterCalls<>(target, new Outages(what + " of " + target.getClass().getName(), patience,
                System::nanoTime), patience, new CompletableFuture<>().defaultExecutor());
    }

    /**
     * The answer, or {@code otherwise} if there is none.
     *
     * @param reading of what came, which generics do not keep from being another type; throws for what is no answer
     */
    <A> Eventual<A> ask(Function<T, CompletionStage<A>> question, Function<Object, A> reading, @Nullable A otherwise) {
        Standing asked = outages.toAsk();
        if (asked == null) {
            return Eventual.now(otherwise);
        }
        // Completes in time, by an answer.
        CompletableFuture<A> answer = begun(question).thenApply(reading).handle((value, failure) -> {
            note(asked, failure);
            return failure == null ? value : otherwise;
        });
        return answer.isDone() ? Eventual.now(answer.join())
                : Eventual.later(answer, (value, impossible) -> Eventual.now(value));
    }

    /** Asks, and waits for no answer. */
    @SuppressWarnings("FutureReturnValueIgnored") // what notes how it went fails at nothing
    void tell(Function<T, CompletionStage<Void>> question) {
        Standing asked = outages.toAsk();
        if (asked != null) {
            begun(question).whenComplete((value, failure) -> note(asked, failure));
        }
    }

    private void note(Standing asked, Throwable failure) {
        if (failure == null) {
            outages.answered(asked);
        } else {
            outages.failed(asked, failure instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause() : failure);
        }
    }

    /** A future of our own that completes as the stage does, or fails when the time is up. */
    private <A> CompletableFuture<Object> begun(Function<T, CompletionStage<A>> question) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        try {
            Objects.requireNonNull(question.apply(target), "null in place of a stage")
                    .whenComplete((value, failure) -> {
                        if (failure == null) {
                            answer.complete(value);
                        } else {
                            answer.completeExceptionally(failure);
                        }
                    });
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
        return answer.isDone() ? answer : inTime(answer);
    }

    /** Without a timer nothing is waited for. */
    @SuppressWarnings("FutureReturnValueIgnored") // either ends the other, and fails at nothing
    private CompletableFuture<Object> inTime(CompletableFuture<Object> answer) {
        try {
            Runnable late = () -> expire(answer);
            Consumer<Throwable> here = why -> expire(answer);
            CompletableFuture<Object> clock = new CompletableFuture<>().orTimeout(patience.toMillis(),
                    TimeUnit.MILLISECONDS);
            // The thread of the JDK's timer would do the rest of the handshake, so it does if no other can.
            clock.exceptionally(timeout -> LATE.to(goesOn, late, here));
            answer.whenComplete((value, failure) -> clock.complete(null));
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void expire(CompletableFuture<Object> answer) {
        Throwable why;
        try {
            why = new TimeoutException("no answer within " + patience.toMillis() + " ms");
        } catch (OutOfMemoryError e) {
            why = e;
        }
        answer.completeExceptionally(why);
    }
}

package dev.handfast.session.jcache;

import dev.handfast.wire.SafeLog;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls of an object that is the application's: whatever it throws becomes "no answer", which the log says once;
 * where it may block it is called by other threads, with a limit in time. Thread-safe.
 *
 * @param target the object
 * @param breaker stands between where calls may block; null where they do not
 * @param name how the log calls it
 * @param told whether the log has said that it fails
 */
record SafeCalls<T>(T target, @Nullable CircuitBreaker<T> breaker, String name, AtomicBoolean told) {

    private static final SafeLog LOG = SafeLog.of(SafeCalls.class);

    static <T> SafeCalls<T> to(T target, boolean blocks, String what, Duration patience) {
        String name = what + " of " + target.getClass().getName();
        return new SafeCalls<>(target, blocks ? new CircuitBreaker<>(name, () -> target, open -> false, patience,
                System::nanoTime) : null, name, new AtomicBoolean());
    }

    boolean mayBlock() {
        return breaker != null;
    }

    /** The answer, or {@code otherwise} if there is none. */
    <A> A ask(CircuitBreaker.Question<T, A> question, A otherwise) {
        A answer = ask(question);
        return answer == null ? otherwise : answer;
    }

    /** The answer, which may be null; null too if there is none. */
    <A> @Nullable A ask(CircuitBreaker.Question<T, A> question) {
        return breaker != null ? breaker.ask(question) : askHere(question);
    }

    /** Asks, and waits for no answer where that may block. */
    void tell(CircuitBreaker.Question<T, ?> question) {
        if (breaker != null) {
            breaker.askLater(question, () -> {});
        } else {
            askHere(question);
        }
    }

    /** As {@link #ask}, on this thread in any case. */
    <A> @Nullable A askHere(CircuitBreaker.Question<T, A> question) {
        try {
            return question.of(target);
        } catch (Throwable e) {
            if (told.compareAndSet(false, true)) {
                LOG.log(Level.WARNING, "the " + name + " has failed, as it may go on to do: without its answer"
                        + " handshakes are full and early data is refused: " + Printable.of(e));
            }
            return null;
        }
    }
}

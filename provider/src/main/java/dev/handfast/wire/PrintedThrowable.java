package dev.handfast.wire;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Stands in a log for what foreign code has thrown: key and trust managers, providers and stores put into their texts
 * what a peer has sent. Those texts pass {@link Printable}; the names of the classes, the stack traces, the causes and
 * what was suppressed stay. What is harmless, as all of ours is, stays itself.
 */
final class PrintedThrowable extends Throwable {

    private static final long serialVersionUID = 1L;

    /** Causes and what was suppressed, in all; people read the first. */
    private static final int MOST = 64;

    private PrintedThrowable(Throwable original, @Nullable Throwable cause) {
        super(Printable.message(Printable.described(original)), cause);
        setStackTrace(original.getStackTrace());
    }

    /** The same, or what may be logged in its place. */
    static Throwable of(Throwable thrown) {
        try {
            return isHarmless(thrown, none()) ? thrown : copy(thrown, none());
        } catch (Throwable anotherOfIts) {
            return new Throwable(Printable.message(thrown.getClass().getName()) + ", which says nothing of itself");
        }
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // the message has the name of the original's class
    public String toString() {
        return String.valueOf(getMessage());
    }

    private static Set<Throwable> none() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static boolean isHarmless(@Nullable Throwable thrown, Set<Throwable> seen) {
        if (thrown == null || seen.contains(thrown)) {
            return true;
        }
        if (seen.size() == MOST || !isHarmless(thrown.toString()) || !isHarmless(thrown.getMessage())) {
            return false;
        }
        seen.add(thrown);
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!isHarmless(suppressed, seen)) {
                return false;
            }
        }
        return isHarmless(thrown.getCause(), seen);
    }

    private static boolean isHarmless(@Nullable String text) {
        return text == null || text.equals(Printable.message(text));
    }

    private static Throwable copy(Throwable thrown, Set<Throwable> seen) {
        seen.add(thrown);
        Throwable copy = new PrintedThrowable(thrown, copyUnlessSeen(thrown.getCause(), seen));
        for (Throwable suppressed : thrown.getSuppressed()) {
            Throwable other = copyUnlessSeen(suppressed, seen);
            if (other != null) {
                copy.addSuppressed(other);
            }
        }
        return copy;
    }

    /** Null also beyond the most. */
    private static @Nullable Throwable copyUnlessSeen(@Nullable Throwable thrown, Set<Throwable> seen) {
        return thrown == null || seen.size() >= MOST || seen.contains(thrown) ? null : copy(thrown, seen);
    }
}

package dev.handfast.wire;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A log of the platform, under a name, that never fails: logging systems are foreign code, and one that is not ready or
 * throws ends no connection. The platform is asked for it when there is something to say, and asked again if that
 * failed; a static field with the platform's own logger would fail its class for good, and the first logger of a JVM
 * loads some 80 classes. Thread-safe.
 */
public final class SafeLog {

    private final String name;
    private volatile @Nullable Logger logger;

    private SafeLog(String name) {
        this.name = name;
    }

    /** The log of that name; asks nobody for anything. */
    public static SafeLog of(String name) {
        return new SafeLog(name);
    }

    /** The log of a class. */
    public static SafeLog of(Class<?> who) {
        return new SafeLog(who.getName());
    }

    /** Says a text. */
    public void log(Level level, String text) {
        say(level, found -> found.log(level, text));
    }

    /** Says a text that is made only if somebody reads it. */
    public void log(Level level, Supplier<String> text) {
        say(level, found -> found.log(level, text));
    }

    /** Says a text, and what was thrown, if anything was: where its own text may be a peer's, that in harmless form. */
    public void log(Level level, String text, @Nullable Throwable reason) {
        say(level, found -> found.log(level, text, reason == null ? null : PrintedThrowable.of(reason)));
    }

    /** Says a text with places for parameters, as {@code java.text.MessageFormat} has them. */
    public void log(Level level, String format, Object... parameters) {
        say(level, found -> found.log(level, format, parameters));
    }

    private void say(Level level, Consumer<Logger> something) {
        try {
            Logger found = logger;
            if (found == null) {
                found = System.getLogger(name);
                logger = found;
            }
            if (found.isLoggable(level)) {
                something.accept(found);
            }
        } catch (Throwable ofTheLogger) {
            // There is nobody else to tell
        }
    }
}

package dev.handfast.jsse.props;

import dev.handfast.wire.SafeLog;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Warnings about what an operator has configured, in the log {@code dev.handfast.properties}, each once in a JVM. */
public final class WarnOnce {

    /** Remembered, for programs that go on changing properties: what comes later is not told. */
    private static final int MOST = 1000;

    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private WarnOnce() {
    }

    /** Warns, unless it was said before. */
    public static void once(String text) {
        once(text, text);
    }

    /** Warns, unless the same subject was warned of before. */
    public static void once(String subject, String text) {
        if (TOLD.size() < MOST && TOLD.add(Printable.message(subject))) {
            SafeLog.of("dev.handfast.properties").log(Level.WARNING, Printable.message(text));
        }
    }

    /** Warns of a property whose value has no effect as it stands. */
    static void ofProperty(String name, String value, String what) {
        once(name + '=' + value, named(name, value) + ' ' + what);
    }

    /** A property and its value, for a sentence. */
    public static String named(String name, @Nullable String value) {
        return "property " + name + '=' + Printable.text(String.valueOf(value));
    }
}

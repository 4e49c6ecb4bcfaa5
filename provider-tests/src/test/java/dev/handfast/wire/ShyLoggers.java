package dev.handfast.wire;

import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A logging system that is not ready when it is first asked for a log of ours, and whose logs of ours throw whenever
 * they are to say something, at every level.
 */
public final class ShyLoggers extends System.LoggerFinder {

    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    @Override
    public System.Logger getLogger(String name, Module module) {
        boolean isOurs = name.startsWith("dev.handfast");
        if (isOurs && asked.add(name)) {
            System.out.println("NOT READY " + name);
            throw new IllegalStateException("no log " + name + " yet");
        }
        return new Shy(name, isOurs);
    }

    /** For the JDK's own logs it is silent. */
    private record Shy(String name, boolean throwing) implements System.Logger {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return throwing;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            fail();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            fail();
        }

        private void fail() {
            if (throwing) {
                System.out.println("THROWS " + name);
                throw new AssertionError("this log says nothing");
            }
        }
    }
}

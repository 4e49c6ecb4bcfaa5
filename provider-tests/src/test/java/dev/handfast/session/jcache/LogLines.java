package dev.handfast.session.jcache;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class logs while this is open. */
public final class LogLines extends Handler implements AutoCloseable {

    private final Logger logger;
    private final boolean above;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** Listens. */
    public LogLines(String name) {
        logger = Logger.getLogger(name);
        above = logger.getUseParentHandlers();
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** How many lines have this part. */
    public long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    /** Level and text of all. */
    public List<String> all() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {
        // Lines are at hand at once.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(above);
    }
}

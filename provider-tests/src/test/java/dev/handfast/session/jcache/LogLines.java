package dev.handfast.session.jcache;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class logs of one thing while this is open. */
public final class LogLines extends Handler implements AutoCloseable {

    private final Logger logger;
    private final String about;
    private final boolean above;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** Listens for lines with {@code about} in them: other tests' threads may end late. */
    public LogLines(String name, String about) {
        this.about = about;
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
        String text = line.getLevel() + " " + new SimpleFormatter().formatMessage(line);
        if (text.contains(about)) {
            lines.add(text);
        }
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

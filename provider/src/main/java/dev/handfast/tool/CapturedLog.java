package dev.handfast.tool;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * What is logged to standard error meanwhile, so that it stands in its place on the page. The console handler of
 * java.util.logging takes the stream that it finds when it is made: nothing may have been logged before.
 */
final class CapturedLog implements AutoCloseable {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, Charset.defaultCharset());

    private CapturedLog() {
    }

    static CapturedLog begin() {
        CapturedLog log = new CapturedLog();
        System.setErr(log.stream);
        return log;
    }

    /** The messages, without the lines that java.util.logging writes above them and without their levels. */
    List<String> lines() {
        return bytes.toString(Charset.defaultCharset()).lines()
                .filter(line -> !line.matches(".*\\d\\d? [AP]M dev\\.handfast\\.[\\w.$]+ \\w+"))
                .map(line -> line.replaceFirst("^(WARNING|SEVERE|INFO): ", "")).toList();
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}

package dev.handfast.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A line that says what runs and how long it takes yet, for somebody who watches; nothing of it stays. */
final class Progress {

    private static final String ERASE = "\r\u001b[K";

    private final PrintStream terminal;
    private final int turns;
    private int begun;
    private long start;

    /**
     * For so many turns.
     *
     * @param terminal where to write; null if nobody watches
     */
    Progress(PrintStream terminal, int turns) {
        this.terminal = terminal;
        this.turns = turns;
    }

    /** On standard error if the program has a terminal, where lines can be erased. */
    static Progress ofTerminal(int turns) {
        boolean isWatched = System.console() != null && System.getenv("TERM") != null;
        return new Progress(isWatched ? System.err : null, turns);
    }

    /** A turn of a provider in a row begins. */
    void turn(String row, String provider) {
        long now = System.nanoTime();
        if (begun == 0) {
            start = now;
        }
        if (terminal != null) {
            terminal.print(ERASE + line(row, provider, now - start));
            terminal.flush();
        }
        begun++;
    }

    /** Erases the line, for something else to be printed. */
    void pause() {
        if (terminal != null) {
            terminal.print(ERASE);
            terminal.flush();
        }
    }

    private String line(String row, String provider, long nanos) {
        String left = "";
        if (begun > 0) {
            Duration each = Duration.ofNanos(nanos / begun);
            Duration rest = each.multipliedBy(turns - begun);
            left = String.format(Locale.ROOT, ", %d:%02d left", rest.toMinutes(), rest.toSecondsPart());
        }
        return String.format(Locale.ROOT, "turn %d of %d%s: %s, %s", begun + 1, turns, left, row, provider);
    }
}

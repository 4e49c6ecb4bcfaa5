package dev.handfast.tool;

import java.io.PrintStream;

/** Prints text for a terminal of 80 columns; words that are longer, such as paths, are left whole. */
final class Page {

    /** A space at which no line ends. */
    static final String SAME_LINE = "\u00a0";

    private static final int WIDTH = 80;
    private static final int LABEL = 14;

    private final PrintStream out;

    Page(PrintStream out) {
        this.out = out;
    }

    /** A paragraph from the left margin; the empty text is an empty line. */
    void text(String text) {
        print("", "", text);
    }

    /** A label, and text beside it; an empty label goes on with the one before. */
    void row(String label, String text) {
        print(String.format("%-" + LABEL + "s", label), " ".repeat(LABEL), text);
    }

    /** An item of a list. */
    void item(String text) {
        print("  - ", "    ", text);
    }

    /** Something to be copied as it stands, one line however long. */
    void verbatim(String line) {
        out.println("    " + line);
    }

    private void print(String first, String next, String text) {
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.strip().split("\\s+")) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                end(line);
                line = new StringBuilder(next);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        end(line);
    }

    private void end(StringBuilder line) {
        out.println(line.toString().replace(SAME_LINE, " ").stripTrailing());
    }
}

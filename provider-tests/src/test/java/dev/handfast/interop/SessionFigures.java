package dev.handfast.interop;

import java.util.ArrayList;
import java.util.List;

/** How many connections with each peer were made, resumed and sent early, for the table at the end. */
final class SessionFigures {

    private final List<String> lines = new ArrayList<>();

    void add(String row, List<OurSide.Outcome> outcomes) {
        long resumed = outcomes.stream().filter(OurSide.Outcome::resumed).count();
        long early = outcomes.stream().filter(outcome -> outcome.early() > 0).count();
        long bytes = outcomes.stream().mapToLong(OurSide.Outcome::early).sum();
        lines.add(String.format("%-70s %2d of %2d resumed%s", row, resumed, outcomes.size(),
                early == 0 ? "" : ", " + early + " with early data (" + bytes + " bytes)"));
    }

    void gap(String row, String reason) {
        lines.add(String.format("%-70s none: %s", row, reason));
    }

    /** The table, one line a row. */
    String print() {
        return "Sessions of Handfast with others, JDK " + Runtime.version().feature() + System.lineSeparator()
                + String.join(System.lineSeparator(), lines);
    }
}

package dev.handfast.interop;

import dev.handfast.peers.Pin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What came of each row of the interop matrix: how many worked, what failed, and the reason for each gap. */
final class InteropTable {

    private static final String SUCCESS = "ok";
    private static final String FAILURE = "FAILED";

    private final Map<String, Map<Pin, String>> rows = new LinkedHashMap<>();

    void gap(String row, Pin pin, String reason) {
        put(row, pin, reason);
    }

    void failed(String row, Pin pin) {
        put(row, pin, FAILURE);
    }

    void succeeded(String row, Pin pin) {
        put(row, pin, SUCCESS);
    }

    private void put(String row, Pin pin, String outcome) {
        rows.computeIfAbsent(row, key -> new LinkedHashMap<>()).put(pin, outcome);
    }

    /** The table, one line a peer and role; then each gap with its reason. */
    String print(String subject) {
        StringBuilder text = new StringBuilder(
                String.format("%nInterop of %s (ok / not in the peer / FAILED)%n", subject));
        text.append(String.format("%-28s %14s %14s %14s %14s %14s%n", "peer", "1.3 suites+keys", "1.3 groups",
                "1.2 suites+keys", "1.2 groups", "client auth"));
        rows.forEach((row, outcomes) -> {
            Map<String, int[]> cells = new TreeMap<>();
            outcomes.forEach((pin, outcome) -> cells.computeIfAbsent(column(pin),
                    key -> new int[3])[outcome.equals(SUCCESS) ? 0 : outcome.equals(FAILURE) ? 2 : 1]++);
            text.append(String.format("%-28s", row));
            for (String column : new String[] {"13", "13g", "12", "12g", "auth"}) {
                int[] cell = cells.getOrDefault(column, new int[3]);
                text.append(String.format(" %14s", cell[0] + " / " + cell[1] + " / " + cell[2]));
            }
            text.append(System.lineSeparator());
        });
        rows.forEach((row, outcomes) -> {
            Map<String, TreeSet<String>> reasons = new TreeMap<>();
            outcomes.forEach((pin, outcome) -> {
                if (!outcome.equals(SUCCESS)) {
                    reasons.computeIfAbsent(outcome, key -> new TreeSet<>()).add(pin.toString());
                }
            });
            reasons.forEach((reason, pins) -> text.append(row).append(": ").append(reason).append(": ")
                    .append(pins.size() > 4 && !reason.equals(FAILURE) ? pins.size() + " pins" : pins)
                    .append(System.lineSeparator()));
        });
        return text.toString();
    }

    private static String column(Pin pin) {
        if (pin.hasClientKey()) {
            return "auth";
        }
        return (pin.is13() ? "13" : "12") + (pin.hasGroup() ? "g" : "");
    }
}

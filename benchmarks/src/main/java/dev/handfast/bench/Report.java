package dev.handfast.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Prints each row as a plain table as soon as it is measured, and a summary at the end. */
final class Report {

    private static final String HEAD = "  %-14s %12s %6s %12s %10s %10s %11s   %s%n";
    private static final String SUMMARY = "  %-52s %10s %10s %-8s %8s %8s%n";
    private static final Set<String> PLATFORM = Set.of("SunJSSE", PathBenchmark.SUN, PathBenchmark.SUN_COLD);

    private final List<String> summary = new ArrayList<>();

    /** Prints what the figures are taken on; the map's order is kept. */
    void printMachine(Map<String, String> machine) {
        machine.forEach((name, value) -> System.out.printf("%-8s %s%n", name, value));
    }

    /** Prints a row's table, and why its ratios are not given if they would mislead. */
    void add(Outcome outcome) {
        Measurement baseline = outcome.baseline();
        System.out.printf("%n%s%n", outcome.row().title());
        System.out.printf(HEAD, "provider", "ops/s", "+-", "us CPU/op", "client", "server", "B/op",
                baseline == null ? "" : outcome.row().baseline() + " is, by ops/s (by CPU)");
        for (Measurement one : outcome.measurements()) {
            if (one.isMeasured()) {
                System.out.printf(HEAD, one.provider(), number(one.opsPerSecond()),
                        String.format(Locale.ROOT, "%.0f%%", 100 * one.spread()), number(one.cpuMicros()),
                        number(one.clientMicros()), number(one.serverMicros()), number(one.bytes()),
                        ratio(outcome, one));
            } else {
                System.out.printf("  %-14s %12s   %s%n", one.provider(), one.failed() ? "FAILED" : "n/a", one.note());
            }
        }
        outcome.doubts().forEach(doubt -> System.out.println("  not to be believed: " + doubt));
        outcome.measurements().stream()
                .filter(one -> PLATFORM.contains(one.provider()) && one.isMeasured() && baseline != null)
                .forEach(one -> summary.add(summary(outcome, one)));
    }

    /** Prints a line for each row that was measured against the platform's provider too. */
    void printSummary() {
        if (!summary.isEmpty()) {
            System.out.printf("%nIn short, operations a second%n" + SUMMARY, "", Rivals.HANDFAST, "", "", "ratio",
                    "by CPU");
            summary.forEach(System.out::print);
        }
    }

    private static String summary(Outcome outcome, Measurement one) {
        Measurement baseline = outcome.baseline();
        boolean isBelievable = outcome.isBelievable();
        return String.format(Locale.ROOT, SUMMARY, outcome.row().title(), number(baseline.opsPerSecond()),
                number(one.opsPerSecond()), one.provider(),
                isBelievable ? times(baseline.opsPerSecond() / one.opsPerSecond()) : "unsteady",
                isBelievable ? times(one.cpuMicros() / baseline.cpuMicros()) : "");
    }

    private static String ratio(Outcome outcome, Measurement one) {
        Measurement baseline = outcome.baseline();
        if (baseline == null || baseline == one) {
            return "";
        }
        if (!outcome.isBelievable()) {
            return "unsteady";
        }
        return String.format(Locale.ROOT, "%5.2f x  (%.2f x)", baseline.opsPerSecond() / one.opsPerSecond(),
                one.cpuMicros() / baseline.cpuMicros());
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.1f x", ratio);
    }

    /** A figure for people; empty for none. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
    }
}

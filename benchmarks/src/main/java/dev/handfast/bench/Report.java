package dev.handfast.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Prints each row as a plain table as soon as it is measured, and keeps all of them for a JSON file. */
final class Report {

    private static final String HEAD = "  %-14s %12s %6s %12s %10s %10s %11s   %s%n";

    private static final String SUMMARY = "  %-52s %10s %10s %-8s %8s %8s%n";
    private static final Set<String> PLATFORM = Set.of("SunJSSE", PathBenchmark.SUN, PathBenchmark.SUN_COLD);

    private final List<String> rows = new ArrayList<>();
    private final List<String> summary = new ArrayList<>();
    private final Map<String, String> machine;

    /** A report of figures taken on this machine; the map's order is kept. */
    Report(Map<String, String> machine) {
        this.machine = machine;
    }

    /** Prints what the figures were taken on. */
    void printMachine() {
        machine.forEach((name, value) -> System.out.printf("%-8s %s%n", name, value));
    }

    /** Prints a row's table and keeps it. */
    void add(Row row, List<Measurement> measurements) {
        Measurement baseline = measurements.stream()
                .filter(measurement -> measurement.provider().equals(row.baseline()) && measurement.isMeasured())
                .findFirst().orElse(null);
        System.out.printf("%n%s%n", row.title());
        System.out.printf(HEAD, "provider", "ops/s", "+-", "us CPU/op", "client", "server", "B/op",
                baseline == null ? "" : row.baseline() + " is, by ops/s (by CPU)");
        for (Measurement one : measurements) {
            if (one.isMeasured()) {
                System.out.printf(HEAD, one.provider(), number(one.opsPerSecond()),
                        String.format(Locale.ROOT, "%.0f%%", 100 * one.spread()), number(one.cpuMicros()),
                        number(one.clientMicros()), number(one.serverMicros()), number(one.bytes()),
                        ratio(baseline, one));
            } else {
                System.out.printf("  %-14s %12s   %s%n", one.provider(), one.failed() ? "FAILED" : "n/a", one.note());
            }
        }
        rows.add(json(row, measurements));
        measurements.stream().filter(one -> PLATFORM.contains(one.provider()) && one.isMeasured() && baseline != null)
                .forEach(one -> summary.add(String.format(Locale.ROOT, SUMMARY, row.title(),
                        number(baseline.opsPerSecond()), number(one.opsPerSecond()), one.provider(),
                        times(baseline.opsPerSecond() / one.opsPerSecond()),
                        times(one.cpuMicros() / baseline.cpuMicros()))));
    }

    /** Prints a line for each row that was measured against the platform's provider too. */
    void printSummary() {
        if (!summary.isEmpty()) {
            System.out.printf("%nIn short, operations a second%n" + SUMMARY, "", Rivals.HANDFAST, "", "", "ratio",
                    "by CPU");
            summary.forEach(System.out::print);
        }
    }

    /**
     * Writes {@code results-<JDK>-<time>.json} into the module's {@code target} directory.
     *
     * @return the file
     */
    Path write() throws IOException {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC).format(Instant.now());
        Path file = target().resolve("results-jdk" + Runtime.version().feature() + "-" + time + ".json");
        List<String> facts = new ArrayList<>();
        machine.forEach((name, value) -> facts.add(quote(name) + ": " + quote(value)));
        return Files.writeString(file, "{\n  \"machine\": {" + String.join(", ", facts) + "},\n  \"rows\": [\n    "
                + String.join(",\n    ", rows) + "\n  ]\n}\n");
    }

    /** The directory that holds this program's jar or {@code classes}. */
    private static Path target() {
        try {
            return Path.of(Report.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry is a file", e);
        }
    }

    private static String ratio(Measurement baseline, Measurement one) {
        if (baseline == null || baseline == one) {
            return "";
        }
        return String.format(Locale.ROOT, "%5.2f x  (%.2f x)", baseline.opsPerSecond() / one.opsPerSecond(),
                one.cpuMicros() / baseline.cpuMicros());
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.1f x", ratio);
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
    }

    private static String json(Row row, List<Measurement> measurements) {
        List<String> fields = new ArrayList<>();
        fields.add("\"title\": " + quote(row.title()));
        fields.add("\"benchmark\": " + quote(row.benchmark()));
        row.parameters().forEach((name, value) -> fields.add(quote(name) + ": " + quote(value)));
        List<String> results = measurements.stream().map(Report::json).toList();
        fields.add("\"results\": [\n      " + String.join(",\n      ", results) + "]");
        return "{" + String.join(", ", fields) + "}";
    }

    private static String json(Measurement one) {
        if (!one.isMeasured()) {
            return "{\"provider\": " + quote(one.provider()) + ", \"" + (one.failed() ? "failed" : "unavailable")
                    + "\": " + quote(one.note()) + "}";
        }
        return String.format(Locale.ROOT, "{\"provider\": %s, \"opsPerSecond\": %.1f, \"spread\": %.3f,"
                + " \"cpuMicrosPerOp\": %.3f, \"clientMicros\": %s, \"serverMicros\": %s, \"bytesPerOp\": %.1f,"
                + " \"gcAllocRateNorm\": %s}", quote(one.provider()), one.opsPerSecond(), one.spread(),
                one.cpuMicros(), decimal(one.clientMicros()), decimal(one.serverMicros()), one.bytes(),
                decimal(one.gcBytes()));
    }

    private static String decimal(double value) {
        return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}

package dev.handfast.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where each microsecond and byte of Handfast's handshakes goes, in their steady state, beside the same operations of
 * cryptography alone in a loop: what an operation takes more in the handshake is lost to the company that it keeps.
 */
final class Profile {

    private static final String LINE = "  %-28s %9s %5s %9s %5s   %9s %7s%n";

    /** How often a full handshake computes what, both sides together. */
    private static final Map<String, Integer> TIMES = Map.of("X25519 agree", 2, "X25519 key pair", 2,
            "ECDSA P-256 sign", 1, "ECDSA P-256 verify", 1, "ML-KEM-768 key pair", 1, "ML-KEM-768 encapsulate", 1,
            "ML-KEM-768 decapsulate", 1);

    private static final List<List<String>> KINDS = List.of(
            List.of("TLSv1.3", "full", "x25519"), List.of("TLSv1.3", "resumed", "x25519"),
            List.of("TLSv1.3", "full", "X25519MLKEM768"), List.of("TLSv1.2", "full", "x25519"),
            List.of("TLSv1.2", "resumed", "x25519"));

    private final Map<String, Double> alone = new LinkedHashMap<>();

    private Profile() {}

    /** Measures and prints everything: some five minutes. */
    static void run(Stopwatch stopwatch) throws IOException {
        Profile profile = new Profile();
        profile.measureAlone(stopwatch);
        for (List<String> kind : KINDS) {
            profile.print(kind);
        }
    }

    private void measureAlone(Stopwatch stopwatch) {
        for (Row row : Row.primitives()) {
            if (TIMES.containsKey(row.title())) {
                Outcome outcome = stopwatch.measure(row.with(List.of(Rivals.HANDFAST)));
                outcome.measurements().stream().filter(Measurement::isMeasured)
                        .forEach(one -> alone.put(row.title(), one.cpuMicros()));
            }
        }
    }

    private void print(List<String> kind) throws IOException {
        Map<String, double[]> places = places(kind);
        double[] all = places.remove(ProfiledHandshakes.ALL);
        System.out.printf(Locale.ROOT, "%n%s %s handshake, %s, P-256: %.0f us of CPU, %,.0f bytes, both sides%n",
                kind.get(0), kind.get(1), kind.get(2), all[0], all[1]);
        places.entrySet().removeIf(place -> printFirst(place.getKey(), place.getValue()[0]));
        System.out.printf(LINE, "", "us", "%", "bytes", "%", "alone, us", "factor");
        List<Map.Entry<String, double[]>> sorted = new ArrayList<>(places.entrySet());
        sorted.sort(Comparator.comparingDouble(place -> -place.getValue()[0]));
        for (Map.Entry<String, double[]> place : sorted) {
            double[] cost = place.getValue();
            Double each = alone.get(place.getKey());
            double together = each == null ? Double.NaN : each * TIMES.get(place.getKey());
            System.out.printf(LINE, place.getKey(), number("%.1f", cost[0]), number("%.0f", 100 * cost[0] / all[0]),
                    number("%,.0f", cost[1]), number("%.0f", 100 * cost[1] / all[1]), number("%.1f", together),
                    number("%.2f", cost[0] / together));
        }
    }

    private static boolean printFirst(String place, double micros) {
        boolean isFirst = place.startsWith(ProfiledHandshakes.FIRST);
        if (isFirst) {
            System.out.printf(Locale.ROOT, "  %s handshakes of a JVM: %,.0f us each%n", place, micros);
        }
        return isFirst;
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    /** What a JVM of its own prints. */
    private static Map<String, double[]> places(List<String> kind) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms1g", "-Xmx1g", "-cp",
                System.getProperty("java.class.path"), ProfiledHandshakes.class.getName()));
        command.addAll(kind);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Map<String, double[]> places = new LinkedHashMap<>();
        try (var lines = process.inputReader(StandardCharsets.UTF_8).lines()) {
            lines.map(line -> line.split("\t")).filter(parts -> parts.length == 3).forEach(parts -> places.put(parts[0],
                    new double[] {Double.parseDouble(parts[1]), Double.parseDouble(parts[2])}));
        }
        if (!places.containsKey(ProfiledHandshakes.ALL)) {
            throw new IOException("no handshake " + kind + ": the JVM that was to do it failed, as it says above");
        }
        return places;
    }
}

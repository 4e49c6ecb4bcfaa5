package dev.handfast.bench;

import dev.handfast.bench.demo.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The one command: runs benchmarks for all providers and prints how many times Handfast's throughput is each peer's.
 *
 * <pre>
 * java -jar benchmarks/target/handfast-benchmarks.jar [demo | --quick | --full | --smoke | --primitives]
 *      [--paths] [--providers A,B] [--only REGEX] [--rounds N] [--seconds S] [--verbose]
 * </pre>
 *
 * <p>Exits with 1 if a run failed, or if Handfast is among the providers of a TLS row and has no figure.
 */
public final class Ratios {

    private static final String USAGE = "options: demo (before --quick) | --quick | --full | --smoke | --primitives,"
            + " --paths (certificate paths, with --quick or --full), --providers A,B, --only REGEX (of a row's title),"
            + " --rounds N, --seconds S (of each turn), --verbose";

    private static final Map<String, Supplier<List<Row>>> ROWS = Map.of("--quick", Row::quick, "--full", Row::full,
            "--smoke", Row::smoke, "--primitives", Row::primitives);

    private static final Map<String, Supplier<List<Row>>> PATH_ROWS = Map.of("--quick", Row::quickPaths, "--full",
            Row::paths);

    private Ratios() {}

    /** Runs the command. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        System.setProperty("jmh.ignoreLock", "true");
        String set = "--full";
        List<String> providers = null;
        Pattern only = Pattern.compile("");
        UnaryOperator<Stopwatch.Effort> change = UnaryOperator.identity();
        boolean isPaths = false;
        boolean isVerbose = false;
        List<String> left = new ArrayList<>(List.of(arguments));
        while (!left.isEmpty()) {
            String option = left.remove(0);
            if (option.equals("demo")) {
                Demo.run();
                set = "--quick";
            } else if (ROWS.containsKey(option)) {
                set = option;
            } else if (option.equals("--paths")) {
                isPaths = true;
            } else if (option.equals("--verbose")) {
                isVerbose = true;
            } else if (option.equals("--providers") && !left.isEmpty()) {
                providers = List.of(left.remove(0).split(","));
            } else if (option.equals("--only") && !left.isEmpty()) {
                only = Pattern.compile(left.remove(0));
            } else if (option.equals("--rounds") && !left.isEmpty()) {
                int rounds = Integer.parseInt(left.remove(0));
                change = change.andThen(effort -> effort.withRounds(rounds))::apply;
            } else if (option.equals("--seconds") && !left.isEmpty()) {
                double seconds = Double.parseDouble(left.remove(0));
                change = change.andThen(effort -> effort.withSeconds(seconds))::apply;
            } else {
                System.err.println(option + " is not an option, or lacks its value; " + USAGE);
                System.exit(2);
            }
        }
        Map<String, Supplier<List<Row>>> all = isPaths ? PATH_ROWS : ROWS;
        if (!all.containsKey(set)) {
            System.err.println("--paths goes with --quick or --full; " + USAGE);
            System.exit(2);
        }
        Stopwatch stopwatch = new Stopwatch(change.apply(effort(set)), isVerbose);
        System.exit(run(rows(all.get(set).get(), providers, only), stopwatch) ? 0 : 1);
    }

    private static List<Row> rows(List<Row> all, List<String> providers, Pattern only) {
        return all.stream()
                .filter(row -> only.matcher(row.title()).find())
                .map(row -> providers == null ? row : row.onlyFor(providers))
                .filter(row -> !row.providers().isEmpty())
                .toList();
    }

    private static Stopwatch.Effort effort(String set) {
        return switch (set) {
            case "--smoke" -> Stopwatch.Effort.SMOKE;
            case "--full" -> Stopwatch.Effort.FULL;
            default -> Stopwatch.Effort.QUICK;
        };
    }

    private static boolean run(List<Row> rows, Stopwatch stopwatch) throws IOException {
        Report report = new Report(Machine.facts());
        report.printMachine();
        boolean isGood = !rows.isEmpty();
        for (Row row : rows) {
            List<Measurement> measurements = stopwatch.measure(row);
            report.add(row, measurements);
            isGood &= measurements.stream().noneMatch(one -> one.failed()
                    || one.provider().equals(Rivals.HANDFAST) && !one.isMeasured());
        }
        report.printSummary();
        Path file = report.write();
        System.out.printf("%n%s%n", isGood ? "All figures are in " + file
                : "Some figures are missing (FAILED, or n/a for Handfast); the others are in " + file);
        return isGood;
    }
}

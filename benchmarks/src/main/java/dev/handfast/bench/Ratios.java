package dev.handfast.bench;

import dev.handfast.bench.demo.Demo;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The one command: runs benchmarks for all providers and prints how many times Handfast's throughput is each peer's.
 *
 * <p>Exits with 1 if a run failed, or if Handfast is among the providers of a TLS row and has no figure; with 2 if the
 * command line is wrong, before anything runs.
 */
@Command(name = "handfast-benchmarks", sortOptions = false, usageHelpAutoWidth = true,
        synopsisHeading = "",
        customSynopsis = "java -jar benchmarks/target/handfast-benchmarks.jar [demo | profile] [options]",
        description = {"", "Measures Handfast beside other TLS stacks, each in a JVM of its own, in turn.", ""})
public final class Ratios implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "demo | profile",
            description = {"demo: first shows Handfast under two plain programs, then measures as --quick.",
                "profile: where each microsecond and byte of Handfast's handshakes goes: five minutes."})
    private String task;

    @ArgGroup
    private RowSet set;

    @Option(names = "--paths", description = "Certificate paths instead of TLS; with --quick or --full.")
    private boolean isPaths;

    @Option(names = "--providers", split = ",", paramLabel = "NAME",
            description = "Only these providers, separated by commas.")
    private List<String> providers;

    @Option(names = "--only", paramLabel = "REGEX", description = "Only rows with a title in which this is found.")
    private Pattern only = Pattern.compile("");

    @Option(names = "--rounds", paramLabel = "N", description = "Turns of each provider in a row.")
    private Integer rounds;

    @Option(names = "--seconds", paramLabel = "S", description = "How long a turn takes, half of it to warm up.")
    private Double seconds;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with pictures of all figures, too.")
    private Path html;

    @Option(names = "--verbose", description = "JMH's own output, and stack traces of what failed.")
    private boolean isVerbose;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this, and measures nothing.")
    private boolean isHelp;

    @Spec
    private CommandSpec command;

    private Ratios() {}

    /** Which rows; one of them at most. */
    static final class RowSet {

        @Option(names = "--quick", description = "The main handshakes and records against SunJSSE: two minutes.")
        private boolean isQuick;

        @Option(names = "--full", description = "All rows and providers: about an hour. This if nothing is said.")
        private boolean isFull;

        @Option(names = "--smoke", description = "Each benchmark once, in this JVM: shows only that it runs.")
        private boolean isSmoke;

        @Option(names = "--primitives", description = "Cryptographic operations, by library.")
        private boolean isPrimitives;
    }

    /** Runs the command. */
    public static void main(String[] arguments) {
        System.setProperty("jmh.ignoreLock", "true");
        System.exit(new CommandLine(new Ratios()).setParameterExceptionHandler(Ratios::explain).execute(arguments));
    }

    /** Says what is wrong with the command line, and not all that could be right. */
    private static int explain(ParameterException wrong, String[] arguments) {
        PrintStream out = System.err;
        out.println(wrong.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, new PrintWriter(out, true));
        out.println("--help shows what there is.");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        if (task != null && !isTask("demo") && !isTask("profile")) {
            throw wrong("'" + task + "' is neither demo nor profile, and options begin with --");
        }
        Stopwatch.Effort effort = effort();
        if (isTask("profile")) {
            new Report().printMachine(Machine.facts());
            Profile.run(new Stopwatch(effort, isVerbose, Progress.ofTerminal(1)));
            return 0;
        }
        List<Row> rows = rows();
        if (html != null && !Files.isDirectory(html.toAbsolutePath().getParent())) {
            throw wrong("--html: there is no directory " + html.toAbsolutePath().getParent());
        }
        if (isTask("demo")) {
            Demo.run();
        }
        return run(rows, effort) ? 0 : 1;
    }

    private boolean isTask(String name) {
        return name.equals(task);
    }

    private Stopwatch.Effort effort() {
        Stopwatch.Effort effort = isSmoke() ? Stopwatch.Effort.SMOKE
                : isFull() ? Stopwatch.Effort.FULL : Stopwatch.Effort.QUICK;
        if (rounds != null) {
            if (rounds < 1) {
                throw wrong("--rounds: at least 1, and not " + rounds);
            }
            effort = effort.withRounds(rounds);
        }
        if (seconds != null) {
            if (!(seconds > 0)) {
                throw wrong("--seconds: more than 0, and not " + seconds);
            }
            effort = effort.withSeconds(seconds);
        }
        return effort;
    }

    private boolean isSmoke() {
        return set != null && set.isSmoke;
    }

    /** If nothing else is said. */
    private boolean isFull() {
        return set == null ? task == null : set.isFull;
    }

    /** What is to be measured; never empty. */
    private List<Row> rows() {
        if (task != null && set != null && !set.isQuick) {
            throw wrong("demo measures as --quick, and goes with no other set of rows");
        }
        List<Row> all = set();
        List<Row> found = all.stream().filter(row -> only.matcher(row.title()).find()).toList();
        if (found.isEmpty()) {
            throw wrong("--only: '" + only + "' is found in no title of these rows:\n  "
                    + String.join("\n  ", all.stream().map(Row::title).toList()));
        }
        return providers == null ? found : forProviders(found);
    }

    /** For the providers asked for; of rows about TLS these may be any, also those that the quick ones leave out. */
    private List<Row> forProviders(List<Row> rows) {
        Set<String> known = new LinkedHashSet<>();
        rows.forEach(row -> known.addAll(row.possible()));
        List<String> unknown = providers.stream().filter(name -> !known.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw wrong("--providers: " + String.join(", ", unknown) + " is not known here; there are "
                    + String.join(", ", known));
        }
        return rows.stream().map(row -> row.with(providers.stream().filter(row.possible()::contains).toList()))
                .filter(row -> !row.providers().isEmpty()).toList();
    }

    private List<Row> set() {
        if (isPaths) {
            if (isSmoke() || set != null && set.isPrimitives) {
                throw wrong("--paths goes with --quick or --full");
            }
            return isFull() ? Row.paths() : Row.quickPaths();
        }
        if (isSmoke()) {
            return Row.smoke();
        }
        if (set != null && set.isPrimitives) {
            return Row.primitives();
        }
        return isFull() ? Row.full() : Row.quick();
    }

    private ParameterException wrong(String what) {
        return new ParameterException(command.commandLine(), what);
    }

    private boolean run(List<Row> rows, Stopwatch.Effort effort) throws IOException {
        Map<String, String> machine = Machine.facts();
        Report report = new Report();
        report.printMachine(machine);
        Stopwatch stopwatch = new Stopwatch(effort, isVerbose, Progress.ofTerminal(effort.turns(rows)));
        List<Outcome> outcomes = new ArrayList<>();
        for (Row row : rows) {
            Outcome outcome = stopwatch.measure(row);
            report.add(outcome);
            outcomes.add(outcome);
        }
        report.printSummary();
        boolean isGood = outcomes.stream().allMatch(Outcome::isGood);
        PrintStream out = System.out;
        Path file = ResultsFile.write(machine, outcomes);
        out.printf("%n%s%n", isGood ? "All figures are in " + file
                : "Some figures are missing (FAILED, or n/a for Handfast); the others are in " + file);
        if (html != null) {
            Files.writeString(html, new Page(machine, outcomes).html());
            out.println("A page of them is " + html);
        }
        return isGood;
    }
}

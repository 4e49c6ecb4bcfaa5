package dev.handfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs rows with JMH, each provider in a JVM of its own unless it is a smoke run, the providers taking turns so that a
 * busy machine does not favour one.
 */
final class Stopwatch {

    private final Effort effort;
    private final boolean isVerbose;
    private final Progress progress;

    /**
     * How long to measure.
     *
     * @param rounds       turns of each provider in each row
     * @param warmups      iterations of {@code warmupMillis} that do not count
     * @param warmupMillis milliseconds
     * @param iterations   iterations of {@code millis} that count
     * @param millis       milliseconds
     * @param forked       whether each turn gets a JVM of its own
     */
    record Effort(int rounds, int warmups, int warmupMillis, int iterations, int millis, boolean forked) {

        static final Effort SMOKE = new Effort(1, 0, 100, 1, 100, false);
        static final Effort QUICK = new Effort(1, 1, 1800, 3, 700, true);
        static final Effort FULL = new Effort(2, 3, 1000, 3, 1000, true);

        /** How many turns rows take. */
        int turns(List<Row> rows) {
            return rounds * rows.stream().mapToInt(row -> row.providers().size()).sum();
        }

        /** The same with another number of rounds. */
        Effort withRounds(int others) {
            return new Effort(others, warmups, warmupMillis, iterations, millis, forked);
        }

        /** The same with turns of this many seconds, half of it warming up. */
        Effort withSeconds(double seconds) {
            int half = (int) Math.max(10, 500 * seconds);
            return new Effort(rounds, 1, half, iterations, half / iterations, forked);
        }
    }

    /** A stopwatch; a verbose one lets JMH and the rivals print. */
    Stopwatch(Effort effort, boolean isVerbose, Progress progress) {
        this.effort = effort;
        this.isVerbose = isVerbose;
        this.progress = progress;
    }

    /** Measures all providers of a row. */
    Outcome measure(Row row) {
        List<Pulse> pulses = new ArrayList<>(List.of(Pulse.now()));
        Map<String, Measurement.Sum> sums = new LinkedHashMap<>();
        Map<String, Measurement> without = new LinkedHashMap<>();
        for (int round = 0; round < effort.rounds(); round++) {
            for (String provider : row.providers()) {
                progress.turn(row.title(), provider);
                if (!without.containsKey(provider)) {
                    turn(row, provider, sums.computeIfAbsent(provider, name -> new Measurement.Sum()), without);
                    pulses.add(Pulse.now());
                }
            }
        }
        List<Measurement> measurements = new ArrayList<>();
        for (String provider : row.providers()) {
            Measurement none = without.get(provider);
            measurements.add(none != null ? none : sums.get(provider).measurement(provider));
        }
        progress.pause();
        List<String> doubts = new Conditions(pulses).doubts(measurements, Runtime.getRuntime().availableProcessors());
        return new Outcome(row, measurements, effort.forked() ? doubts : List.of("a smoke run measures nothing"));
    }

    private void turn(Row row, String provider, Measurement.Sum sum, Map<String, Measurement> without) {
        try {
            Path notes = Files.createTempFile("handfast-bench", ".notes");
            System.setProperty(Notes.PROPERTY, notes.toString());
            try {
                Collection<RunResult> results = new Runner(options(row, provider, notes).build()).run();
                String note = Files.readString(notes).strip();
                if (!results.isEmpty()) {
                    add(results.iterator().next(), sum);
                } else if (!note.isEmpty()) {
                    without.put(provider, Measurement.unavailable(provider, note.lines().findFirst().orElseThrow()));
                } else {
                    without.put(provider, Measurement.failed(provider, "failed; --verbose shows how"));
                }
            } finally {
                Files.delete(notes);
            }
        } catch (RunnerException | IOException e) {
            without.put(provider, Measurement.failed(provider, "failed: " + e));
        }
    }

    private ChainedOptionsBuilder options(Row row, String provider, Path notes) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + row.benchmark().replace(".", "\\.") + "$")
                .param("provider", provider)
                .forks(effort.forked() ? 1 : 0)
                .warmupIterations(effort.warmups()).warmupTime(TimeValue.milliseconds(effort.warmupMillis()))
                .measurementIterations(effort.iterations()).measurementTime(TimeValue.milliseconds(effort.millis()))
                .threads(1)
                .addProfiler(GCProfiler.class)
                .verbosity(isVerbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
        row.parameters().forEach(options::param);
        List<String> arguments = new ArrayList<>(List.of("-Xms1g", "-Xmx1g", "-D" + Notes.PROPERTY + "=" + notes));
        if (Runtime.version().feature() >= 22) {
            arguments.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 24) {
            arguments.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options.jvmArgsAppend(arguments.toArray(String[]::new));
    }

    private static void add(RunResult run, Measurement.Sum sum) {
        List<Double> scores = new ArrayList<>();
        for (BenchmarkResult fork : run.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                scores.add(iteration.getPrimaryResult().getScore());
            }
        }
        Map<String, Result<?>> counters = new LinkedHashMap<>();
        run.getSecondaryResults().forEach(counters::put);
        sum.add(scores.stream().mapToDouble(Double::doubleValue).toArray(), score(counters, "meteredOps"),
                score(counters, "cpuNanos"), score(counters, "allocatedBytes"), score(counters, "clientNanos"),
                score(counters, "serverNanos"), score(counters, "gc.alloc.rate.norm"));
    }

    private static double score(Map<String, Result<?>> counters, String label) {
        Result<?> result = counters.get(label);
        return result == null ? Double.NaN : result.getScore();
    }
}

package dev.handfast.bench;

import java.util.Arrays;

/**
 * What one provider did in one row.
 *
 * @param provider     its name
 * @param opsPerSecond median of the iterations, by wall clock; NaN without a figure
 * @param spread       half the distance of the fastest from the slowest iteration, relative to the median
 * @param cpuMicros    CPU time of the benchmark thread per operation, microseconds
 * @param bytes        heap bytes that thread allocated per operation
 * @param gcBytes      heap bytes per operation by JMH's gc profiler, which includes what a benchmark prepares
 * @param clientMicros the client's part of {@code cpuMicros}; NaN where there are no sides
 * @param serverMicros the server's part of {@code cpuMicros}; NaN where there are no sides
 * @param note         why there is no figure; null if there is one
 * @param failed       whether that is a fault of the run and not something the provider lacks
 */
record Measurement(String provider, double opsPerSecond, double spread, double cpuMicros, double bytes, double gcBytes,
        double clientMicros, double serverMicros, String note, boolean failed) {

    /** The provider lacks what the row measures. */
    static Measurement unavailable(String provider, String note) {
        return none(provider, note, false);
    }

    /** The run went wrong. */
    static Measurement failed(String provider, String note) {
        return none(provider, note, true);
    }

    private static Measurement none(String provider, String note, boolean failed) {
        double nan = Double.NaN;
        return new Measurement(provider, nan, nan, nan, nan, nan, nan, nan, note, failed);
    }

    /** Whether there is a figure. */
    boolean isMeasured() {
        return note == null;
    }

    /** Sums of counters over several runs of one provider in one row. */
    static final class Sum {

        private double[] scores = new double[0];
        private double operations;
        private double cpuNanos;
        private double bytes;
        private double clientNanos;
        private double serverNanos;
        private double gcBytes;

        /** Adds a run: its iterations' operations per second and the totals of its {@link Meter}. */
        void add(double[] runScores, double runOperations, double runCpuNanos, double runBytes, double runClientNanos,
                double runServerNanos, double gcBytesPerOperation) {
            int before = scores.length;
            scores = Arrays.copyOf(scores, before + runScores.length);
            System.arraycopy(runScores, 0, scores, before, runScores.length);
            operations += runOperations;
            cpuNanos += runCpuNanos;
            bytes += runBytes;
            clientNanos += runClientNanos;
            serverNanos += runServerNanos;
            gcBytes += gcBytesPerOperation * runOperations;
        }

        /** The figures of all runs together; at least one must have been added. */
        Measurement measurement(String provider) {
            double[] sorted = scores.clone();
            Arrays.sort(sorted);
            double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            double spread = (sorted[sorted.length - 1] - sorted[0]) / 2 / median;
            double cpuMicros = cpuNanos / operations / 1000;
            double sides = clientNanos + serverNanos;
            return new Measurement(provider, median, spread, cpuMicros, bytes / operations, gcBytes / operations,
                    sides == 0 ? Double.NaN : cpuMicros * clientNanos / sides,
                    sides == 0 ? Double.NaN : cpuMicros * serverNanos / sides, null, false);
        }
    }
}

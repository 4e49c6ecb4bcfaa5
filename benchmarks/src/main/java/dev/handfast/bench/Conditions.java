package dev.handfast.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Under what a row was measured, and so whether its ratios say anything: its providers are compared with each other,
 * which is fair only if the machine was the same for all of them.
 *
 * @param pulses taken before, between and behind the row's turns; at least one
 */
record Conditions(List<Pulse> pulses) {

    /** How far iterations of one provider, or the machine's speed during a row, may be apart. */
    static final double MOST_RANGE = 0.2;

    /** Threads of the benchmark's own JVM that compile and collect while all cores are busy. */
    private static final double OWN_LOAD = 1;

    /**
     * What speaks against a row's figures, for people; empty if nothing does.
     *
     * @param measurements of all providers of the row
     * @param cores        of this machine
     */
    List<String> doubts(List<Measurement> measurements, int cores) {
        List<String> doubts = new ArrayList<>();
        for (Measurement one : measurements) {
            if (one.isMeasured() && one.spread() > MOST_RANGE) {
                doubts.add(String.format(Locale.ROOT, "%s's iterations are +- %.0f %% apart, more than %.0f %%",
                        one.provider(), 100 * one.spread(), 100 * MOST_RANGE));
            }
        }
        double slowest = pulses.stream().mapToDouble(Pulse::micros).max().orElseThrow();
        double fastest = pulses.stream().mapToDouble(Pulse::micros).min().orElseThrow();
        if (slowest / fastest > 1 + MOST_RANGE) {
            doubts.add(String.format(Locale.ROOT, "the machine itself was %.1f times as fast at one time as at another",
                    slowest / fastest));
        }
        double load = pulses.stream().mapToDouble(Pulse::load).max().orElseThrow();
        if (load > cores + OWN_LOAD) {
            doubts.add(String.format(Locale.ROOT, "the load was %.1f on %d cores: something else ran", load, cores));
        }
        return doubts;
    }
}

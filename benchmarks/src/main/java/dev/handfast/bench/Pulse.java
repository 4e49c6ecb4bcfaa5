package dev.handfast.bench;

import java.lang.management.ManagementFactory;

/**
 * How fast this machine is at the moment: on a shared one the same work takes twice as long from one second to the
 * next, and no average tells. A pulse is the time of a fixed piece of arithmetic; two of them compare, one alone says
 * nothing.
 *
 * @param micros microseconds of wall clock that the arithmetic took, the least of a few tries
 * @param load   the system's load average of the last minute; negative where there is none
 */
record Pulse(double micros, double load) {

    private static final int TRIES = 5;
    private static final int STEPS = 2_000_000;

    /** Where each result goes, so that no compiler leaves the arithmetic out. */
    private static volatile long swallowed;

    static {
        for (int i = 0; i < 4 * TRIES; i++) {
            arithmetic();
        }
    }

    /** Takes the pulse: some 20 milliseconds. */
    static Pulse now() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = System.nanoTime();
            arithmetic();
            least = Math.min(least, System.nanoTime() - before);
        }
        return new Pulse(least / 1000.0, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static void arithmetic() {
        long x = swallowed | 1;
        for (int i = 0; i < STEPS; i++) {
            x = x * 0x5851f42d4c957f2dL + (x >>> 33);
        }
        swallowed = x;
    }
}

package dev.handfast.peers;

import java.lang.management.ManagementFactory;

/** Compares what two kinds of work cost: on one machine, by one compiler, on one thread, so that ratios hold. */
public final class Costs {

    private static final int TIMES = 5;

    /** Something to do. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void once() throws Exception;
    }

    private Costs() {
    }

    /** Throws if the other work costs more than so many times as much CPU as the usual; the least of several runs. */
    public static void compare(String what, double most, Work usual, Work other) throws Exception {
        long first = Long.MAX_VALUE;
        long second = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            first = Math.min(first, cost(usual));
            second = Math.min(second, cost(other));
        }
        double times = (double) second / first;
        System.out.printf("%s: %.1f times as much%n", what, times);
        if (times > most) {
            throw new AssertionError(what + " cost " + times + " times as much, more than " + most + " times");
        }
    }

    /** CPU time of this thread, in nanoseconds. */
    private static long cost(Work work) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        work.once();
        return Math.max(1, threads.getCurrentThreadCpuTime() - begun);
    }
}

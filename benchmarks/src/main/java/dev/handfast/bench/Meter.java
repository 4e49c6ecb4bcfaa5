package dev.handfast.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * CPU time and heap allocation of the benchmark thread between {@link #start} and {@link #stop}: JMH's own clock is
 * wall time, which a shared machine spoils, and its {@code gc} profiler counts what a benchmark prepares as well.
 *
 * <p>The public fields are JMH counters: sums over an iteration, to be divided by {@link #meteredOps}.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Meter {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Operations between start and stop. */
    public long meteredOps;

    /** CPU time of the thread, nanoseconds. */
    public long cpuNanos;

    /** Bytes allocated by the thread. */
    public long allocatedBytes;

    /** Wall-clock time in the client engine, nanoseconds; 0 where the benchmark has no sides. */
    public long clientNanos;

    /** Wall-clock time in the server engine, nanoseconds; 0 where the benchmark has no sides. */
    public long serverNanos;

    private long cpuAtStart;
    private long allocatedAtStart;

    /** Begins to count. */
    void start() {
        allocatedAtStart = THREADS.getCurrentThreadAllocatedBytes();
        cpuAtStart = THREADS.getCurrentThreadCpuTime();
    }

    /** Ends counting; {@code operations} were done since {@link #start}. */
    void stop(int operations) {
        cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuAtStart;
        allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - allocatedAtStart;
        meteredOps += operations;
    }
}

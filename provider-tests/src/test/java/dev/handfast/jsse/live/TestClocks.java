package dev.handfast.jsse.live;

import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until it is moved; work is done at once. */
final class TestClocks implements Clocks {

    private final AtomicLong nanos = new AtomicLong();
    private long ahead;
    private int started;

    /** Lets the interval pass. */
    void pass() {
        nanos.addAndGet(1_000_000_000L);
    }

    /** Moves the date. */
    void pass(long millis) {
        ahead += millis;
        pass();
    }

    /** How many threads would have been started. */
    int started() {
        return started;
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long millis() {
        return System.currentTimeMillis() + ahead;
    }

    @Override
    public boolean start(Runnable work) {
        started++;
        work.run();
        return true;
    }
}

package dev.handfast.jsse.socket;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import java.util.concurrent.Future;

/**
 * How long the last word to the peer may take: blocking streams know no timeout for writing, and a peer that does not
 * read holds a write for ever. If it takes longer, the output is ended behind what the transport has taken, which the
 * peer then still gets; that ends the write of a TCP socket. If even that does not help, the transport is cut off.
 * Closed when all is done.
 */
final class WriteLimit implements AutoCloseable {

    private static final SafeLog LOG = SafeLog.of(WriteLimit.class);

    /** From ending the output to cutting off: as long as draining takes, with its last read, and a second more. */
    private static final int CUT_SECONDS = 3 * SocketDriver.CLOSING_WAIT_SECONDS;

    private final ClosingTimer timer;
    private final Runnable endOutput;
    private final Runnable cut;
    private final Future<?> waiting;
    private volatile boolean done;

    /**
     * Begins now.
     *
     * @param timer waits
     * @param seconds at least 1; negative for no limit
     * @param endOutput ends the transport's output; run on a thread of its own, which may wait
     * @param cut ends the transport; run on a thread of its own, which may wait
     */
    WriteLimit(ClosingTimer timer, int seconds, Runnable endOutput, Runnable cut) {
        this.timer = timer;
        this.endOutput = endOutput;
        this.cut = cut;
        this.waiting = seconds < 0 ? null : begun(Math.max(1, seconds));
    }

    /** Null if the process can start no thread: the last word may take long, but is said. */
    private Future<?> begun(int seconds) {
        try {
            return timer.after(seconds, this::late);
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "no thread to limit what the last word takes", e);
            return null;
        }
    }

    /** Ends the output, even if it turns out that cutting off cannot be waited for. */
    @SuppressWarnings("FutureReturnValueIgnored") // which looks by itself whether it is still wanted
    private void late() {
        if (!done) {
            try {
                timer.after(CUT_SECONDS, () -> start(cut));
            } finally {
                start(endOutput);
            }
        }
    }

    /** Starts it, in a second if the process can start no thread now. */
    @SuppressWarnings("FutureReturnValueIgnored") // as above
    private void start(Runnable step) {
        if (done) {
            return;
        }
        timer.start(step, why -> timer.after(1, () -> start(step)));
    }

    @Override
    public void close() {
        done = true;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }
}

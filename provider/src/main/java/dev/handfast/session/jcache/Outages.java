package dev.handfast.session.jcache;

import org.jspecify.annotations.Nullable;

import dev.handfast.wire.SafeLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.LongSupplier;

/**
 * Whether something on another machine is in reach, by how it answers. After a failure nothing is asked for a while,
 * then one question tries again; the while grows from one second to half a minute. Once that is answered all is asked
 * again, but the outage is over only when it has gone well for some time: clusters that come back hang now and then.
 * The log says once that an outage began, and once that it has ended. Thread-safe.
 */
final class Outages {

    private static final AtomicReferenceFieldUpdater<Outages, Standing> STANDING = AtomicReferenceFieldUpdater
            .newUpdater(Outages.class, Standing.class, "standing");

    private static final SafeLog LOG = SafeLog.of(Outages.class);

    private static final long REST_FIRST = TimeUnit.SECONDS.toNanos(1);
    private static final long MAX_REST = TimeUnit.SECONDS.toNanos(30);

    /** What counts as going well, beyond the patience, for which what hangs may keep it from being known. */
    private static final long STEADY = TimeUnit.SECONDS.toNanos(10);

    private final String name;
    private final long patienceNanos;
    private final LongSupplier nanoClock;
    private volatile Standing standing = new Standing(null, null);

    /**
     * How it is doing. Standings are told apart by identity: a question that was asked in one says nothing of another,
     * so what still hung when it answered again is not held against it when it is given up.
     *
     * @param outage null while all is well
     * @param back since when it has answered again, in nanoseconds of the clock; null if it has not, or all is well
     */
    record Standing(@Nullable Outage outage, @Nullable Long back) {

        /** Whether it is asked now and then only. */
        boolean rests() {
            return rest() != null;
        }

        /** The outage in which it is asked now and then only; null if it is asked. */
        private @Nullable Outage rest() {
            return back == null ? outage : null;
        }

        /** An outage begins, or goes on. */
        private Standing failedAt(long now) {
            return resting(outage == null ? now : outage.since, now + REST_FIRST, 2 * REST_FIRST);
        }

        private Standing openedAt(long now) {
            Outage rest = rest();
            return rest == null ? this : resting(rest.since, now, rest.rest);
        }

        private Standing answeredAt(long now) {
            return rests() ? new Standing(outage, now) : this;
        }

        private static Standing resting(long since, long retryAt, long rest) {
            return new Standing(new Outage(since, retryAt, rest), null);
        }
    }

    /** Since when, and when to try again: nanoseconds of the clock. */
    private record Outage(long since, long retryAt, long rest) {

        private Standing triedAt(long now) {
            return Standing.resting(since, now + rest, Math.min(2 * rest, MAX_REST));
        }
    }

    /**
     * All is well.
     *
     * @param name how the log calls it
     * @param patience how long an answer may take
     * @param nanoClock as {@link System#nanoTime}
     */
    Outages(String name, Duration patience, LongSupplier nanoClock) {
        this.name = name;
        this.patienceNanos = patience.toNanos();
        this.nanoClock = nanoClock;
    }

    /** How the log calls it. */
    String name() {
        return name;
    }

    /** The standing in which a question is asked; null if it is not to be asked now. */
    @Nullable
    Standing toAsk() {
        Standing now = standing;
        // In a rest only the caller that changes the standing tries again.
        Outage rest = now.rest();
        boolean may = rest == null
                || isDue(rest) && STANDING.compareAndSet(this, now, rest.triedAt(nanoClock.getAsLong()));
        return may ? now : null;
    }

    /** Whether a question would be asked now. */
    boolean mayTry() {
        Outage rest = standing.rest();
        return rest == null || isDue(rest);
    }

    private boolean isDue(Outage rest) {
        return nanoClock.getAsLong() - rest.retryAt >= 0;
    }

    /** What was asked in a standing has failed, or was not answered in time. */
    void failed(Standing asked, @Nullable Throwable cause) {
        boolean isNew = !asked.rests() && STANDING.compareAndSet(this, asked, asked.failedAt(nanoClock.getAsLong()));
        if (isNew && asked.outage == null) {
            LOG.log(Level.WARNING, "the " + name + " is out of reach: until it answers again, sessions in it are not"
                    + " resumed (handshakes are full) and early data is refused; connections go on", cause);
        } else {
            LOG.log(Level.DEBUG, "the " + name + " is still out of reach, or was when it was asked", cause);
        }
    }

    /** It was opened: the next question finds out whether it answers. */
    void opened() {
        STANDING.updateAndGet(this, now -> now.openedAt(nanoClock.getAsLong()));
    }

    /** What was asked in a standing has been answered: in an outage the first of some, or the sign that it is over. */
    void answered(Standing asked) {
        if (asked.outage == null) {
            return;
        }
        long now = nanoClock.getAsLong();
        Standing current = STANDING.updateAndGet(this, before -> before.answeredAt(now));
        Outage over = current.outage;
        Long back = current.back;
        if (over != null && back != null && now - back > STEADY + patienceNanos
                && STANDING.compareAndSet(this, current, new Standing(null, null))) {
            LOG.log(Level.INFO, "the " + name + " answers again after "
                    + TimeUnit.NANOSECONDS.toSeconds(back - over.since)
                    + " s: sessions are resumed from it and early data is taken");
        }
    }
}

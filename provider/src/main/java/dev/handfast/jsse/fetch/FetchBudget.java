package dev.handfast.jsse.fetch;

import java.util.concurrent.TimeUnit;

/**
 * What the fetches of one search for a path may take together: a certificate can name thousands of addresses, and each
 * may be slow. Not thread-safe: one per search.
 */
public final class FetchBudget {

    /** Lists and responses fetched for the target: an honest one names a response and two lists. */
    public static final int TARGET = 16;

    /** Lists and responses fetched for all authorities of a search. */
    public static final int AUTHORITIES = 64;

    /** Issuers fetched in one search: an honest chain lacks one or two. */
    static final int ISSUERS = 4;

    /** Seconds from the first fetch: a responder that is silent and a list instead of it, with the default timeouts. */
    private static final int SECONDS = 30;

    private final BodyMemory.Share memory;
    private final int most;
    private int left;
    private long until;

    /** An allowance of so many fetches. */
    public FetchBudget(int most) {
        this(most, BodyMemory.OF_PROCESS.share());
    }

    private FetchBudget(int most, BodyMemory.Share memory) {
        this.most = most;
        this.left = most;
        this.memory = memory;
    }

    /** Another allowance of the same search. */
    public FetchBudget beside(int mostOfThese) {
        return new FetchBudget(mostOfThese, memory);
    }

    /** Whether so many nanoseconds are half of the time that all fetches have, or more. */
    public static boolean isHalf(long nanos) {
        return nanos >= TimeUnit.SECONDS.toNanos(SECONDS) / 2;
    }

    /** Where what is fetched is counted while it is needed. */
    BodyMemory.Share memory() {
        return memory;
    }

    /** Nothing of what was fetched until now is needed any more, but what others keep and count. */
    public void judged() {
        memory.close();
    }

    /**
     * Takes a fetch out of the allowance.
     *
     * @param wanted when it would end at the latest if it were alone, as {@link System#nanoTime} counts
     * @return when it ends at the latest
     * @throws NotAsked if no fetch or no time is left: a peer may have used them up by the paths it has chosen
     */
    long next(long wanted) throws NotAsked {
        long now = System.nanoTime();
        if (left == most) {
            // A longer timeout that an operator has set holds at least once.
            until = Math.max(wanted - now, TimeUnit.SECONDS.toNanos(SECONDS)) + now;
        }
        if (left <= 0) {
            throw new NotAsked(most + " fetches were made for this chain, the most allowed");
        } else if (now - until >= 0) {
            throw NotAsked.outOfTime(null);
        }
        left--;
        return wanted - until < 0 ? wanted : until;
    }
}

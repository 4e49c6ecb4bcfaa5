package dev.handfast.jsse.revocation;

import dev.handfast.jsse.fetch.FetchBudget;
import dev.handfast.jsse.fetch.Fetcher;
import dev.handfast.jsse.fetch.NotAsked;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Revocation;
import dev.handfast.wire.Printable;
import dev.handfast.wire.SafeLog;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is there about a certificate but cannot be had or read, and whether all of it was asked for. */
final class SourceFailures {

    /** Addresses that failed and are named: certificates can hold thousands. */
    private static final int MAX_FAILURES = 16;

    private static final SafeLog LOG = SafeLog.of("dev.handfast.path");

    private final Cert about;
    private final Map<Cert, Long> spent;
    private final List<String> all = new ArrayList<>();
    private boolean asked = true;

    /**
     * None yet.
     *
     * @param spent what fetches in vain have taken in this search, in nanoseconds, by certificate; changed here
     */
    SourceFailures(Cert about, Map<Cert, Long> spent) {
        this.about = about;
        this.spent = spent;
    }

    /** Something that stores hold. */
    void add(String why) {
        all.add(why);
    }

    /** An address, and how long it took to fail, in nanoseconds. */
    void add(String what, String address, Exception why, long nanos) {
        LOG.log(Level.DEBUG, () -> what + Printable.text(address) + ": " + Printable.of(why));
        long taken = spent.getOrDefault(about, 0L) + nanos;
        spent.put(about, taken);
        if (why instanceof NotAsked lack) {
            // A certificate's silent servers may use up the time for its others. Those of the certificates that a peer
            // sends along must not.
            asked &= lack.isOutOfTime() && FetchBudget.isHalf(taken);
        }
        if (all.size() < MAX_FAILURES) {
            all.add(what + Printable.text(address) + ": " + Fetcher.why(why));
        }
    }

    /** With what was found all the same. */
    <T> Revocation.Found<T> beside(List<T> items) {
        return new Revocation.Found<>(items, all, asked);
    }
}

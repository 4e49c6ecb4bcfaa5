package dev.handfast.jsse.staple;

import dev.handfast.wire.SafeLog;
import dev.handfast.async.HandOver;
import dev.handfast.auth.StapledResponses;
import dev.handfast.jsse.revocation.OwnCertificateOcsp.Response;
import dev.handfast.wire.Printable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One certificate's response: held, being fetched (once, however many ask), or failed. Thread-safe, without locks. */
final class StapleEntry {

    /** What is asked of a responder, whom only tests stand in for. */
    interface Question {

        /** The responder's answer at this time (milliseconds since 1970), which clients can accept. It blocks. */
        Response fetch(long time) throws IOException, CertificateException;
    }

    /**
     * What came of a fetch.
     *
     * @param response null if it failed
     * @param why why it failed, or null
     */
    record Outcome(Response response, String why) {
    }

    /** A failed responder is left in peace so long, and so is one that goes on giving the response that is held. */
    static final long RETRY_MILLIS = 60_000;

    /** A responder is asked anew after so long at the latest: authorities publish a revocation within a day. */
    private static final long LONGEST_MILLIS = 86_400_000;

    private static final SafeLog LOG = SafeLog.of("dev.handfast.staple");

    private static final HandOver FETCHES = HandOver.of("to fetch an OCSP response to staple, which is tried again");

    /**
     * What is known.
     *
     * @param held the last response that was fetched, current or not; or null
     * @param askAt from when on it is asked for again
     * @param fetch the fetch that is under way, or null
     * @param why why the last fetch failed, or null
     */
    record State(Response held, long askAt, Fetch fetch, String why) {

        static final State NEW = new State(null, Long.MIN_VALUE, null, null);
    }

    /**
     * A fetch under way.
     *
     * @param begun when, in milliseconds since 1970
     * @param outcome what comes of it
     * @param without what is known if nothing does: made before, as there may be no memory for it afterwards
     */
    record Fetch(long begun, CompletableFuture<Outcome> outcome, State without) {
    }

    private final String name;
    private final Question question;
    private final URI responder;
    private final StapleRules rules;
    private final Executor executor;
    private final LongSupplier clock;
    private final Outcome brokenOff;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    StapleEntry(String name, URI responder, Question question, StapleRules rules, Executor executor,
            LongSupplier clock) {
        this.name = name;
        this.responder = responder;
        this.question = question;
        this.rules = rules;
        this.executor = executor;
        this.clock = clock;
        this.brokenOff = failed("the fetch was broken off");
    }

    /**
     * What there is at once, or null if a fetch is under way that is worth waiting for; see {@link #fetching}. A
     * responder that has failed is asked again without anybody's waiting.
     */
    Outcome now() {
        long now = clock.getAsLong();
        State seen = begin(now);
        if (seen.held != null && now < seen.held.until()) {
            return new Outcome(seen.held, null);
        }
        return seen.fetch == null || seen.why != null ? new Outcome(null, seen.why) : null;
    }

    /** The fetch that is under way, or null. */
    Fetch fetching() {
        return state.get().fetch;
    }

    /** Begins a fetch if it is time for one and none is under way. */
    private State begin(long now) {
        while (true) {
            State seen = state.get();
            boolean expired = seen.why == null && seen.held != null && now >= seen.held.until();
            if (seen.fetch != null || now < seen.askAt && !expired) {
                return seen;
            }
            Fetch fetch = new Fetch(now, new CompletableFuture<>(),
                    new State(seen.held, now + RETRY_MILLIS, null, brokenOff.why));
            State next = new State(seen.held, seen.askAt, fetch, seen.why);
            Runnable work = () -> run(fetch);
            Consumer<Throwable> takeBack = why -> notBegun(fetch, why);
            if (state.compareAndSet(seen, next)) {
                return FETCHES.to(executor, work, takeBack) ? next : state.get();
            }
        }
    }

    private void notBegun(Fetch fetch, Throwable why) {
        Outcome outcome = brokenOff;
        try {
            outcome = failed(why instanceof RejectedExecutionException ? "too many fetches are waiting"
                    : "no thread can be started to ask it");
        } finally {
            end(fetch, outcome);
        }
    }

    private void run(Fetch fetch) {
        Outcome outcome = brokenOff;
        try {
            outcome = fetched(question.fetch(clock.getAsLong()));
        } catch (IOException | CertificateException | RuntimeException e) {
            outcome = failed(e.getMessage() == null ? e.toString() : e.getMessage());
        } finally {
            end(fetch, outcome);
        }
    }

    private Outcome fetched(Response response) {
        Response held = state.get().held;
        if (held != null && response.since() < held.since()) {
            // Somebody on the way may have kept it from before a revocation: nothing but signatures protects it.
            return failed("its response is of " + Instant.ofEpochMilli(response.since())
                    + ", the one held is newer");
        }
        if (clock.getAsLong() >= response.until()) {
            return failed("its response was to be replaced at " + Instant.ofEpochMilli(response.until()));
        }
        if (response.encoded().length() > StapledResponses.MAX_BYTES) {
            return failed("its response has " + response.encoded().length() + " bytes, above the cap of "
                    + StapledResponses.MAX_BYTES);
        }
        return new Outcome(response, null);
    }

    private Outcome failed(String why) {
        return new Outcome(null, "the responder " + responder + " gave no response that can be stapled: "
                + Printable.message(why));
    }

    /** Whatever fails in here, afterwards no fetch is under way, and nobody waits for it. */
    private void end(Fetch fetch, Outcome outcome) {
        try {
            long now = clock.getAsLong();
            State last = state.get();
            Response held = outcome.response != null ? outcome.response : last.held;
            state.set(new State(held, outcome.response == null ? now + RETRY_MILLIS : askAgain(now, outcome.response),
                    null, outcome.why));
            tell(now, last, outcome);
        } finally {
            if (state.get().fetch == fetch) {
                state.set(fetch.without);
            }
            fetch.outcome.complete(outcome);
        }
    }

    private void tell(long now, State last, Outcome outcome) {
        Response before = last.held;
        if (outcome.response == null) {
            // Once for each time that it goes down.
            LOG.log(last.why == null ? Level.WARNING : Level.DEBUG,
                    "no new OCSP response to staple to certificate {0}{1}: {2}", name,
                    before != null && now < before.until() ? " (the one held is stapled until "
                            + Instant.ofEpochMilli(before.until()) + ")" : "",
                    outcome.why);
        } else if (outcome.response.revoked() && (before == null || !before.revoked())) {
            LOG.log(Level.WARNING, "certificate {0} is revoked, says {1}; clients are told so. Replace it", name,
                    responder);
        }
    }

    /** When half of what is left of its time is over, or a day, or earlier if properties say so. */
    private long askAgain(long now, Response response) {
        long half = Math.min(LONGEST_MILLIS, (response.until() - now) / 2);
        long age = rules.lifetimeSeconds() > 0 ? Math.min(half, rules.lifetimeSeconds() * 1000L) : half;
        return now + Math.max(age, RETRY_MILLIS);
    }
}

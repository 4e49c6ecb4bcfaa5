package dev.handfast.jsse.staple;

import dev.handfast.wire.SafeLog;
import dev.handfast.auth.StapledResponses;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.revocation.OwnCertificateOcsp;
import dev.handfast.pki.path.LruCache;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Finds the OCSP responses that one context's servers staple to their certificates. Thread-safe. */
public final class Stapler {

    private static final SafeLog LOG = SafeLog.of("dev.handfast.staple");

    private final StapleRules rules;
    private final Supplier<List<X509Certificate>> issuers;
    private final Executor executor;
    private final LongSupplier clock;
    private final PathEngine engine;
    private final LruCache<X509Certificate, Place> places;

    /**
     * Where a certificate's response is kept.
     *
     * @param slot null if there is none
     * @param why why not, or null
     * @param must whether the certificate demands a staple (RFC 7633)
     * @param until when it is looked for anew, as what it lacks may have come by then: an issuer, a provider
     */
    private record Place(StapleEntry slot, String why, boolean must, long until) {

        static Place without(String why, boolean must) {
            return new Place(null, why, must, Long.MAX_VALUE);
        }
    }

    /**
     * Responses for chains of this side's own.
     *
     * @param issuers certificates that may have issued the last one of a chain, which does not hold its issuer
     * @param engine judges responses
     */
    public Stapler(StapleRules rules, Supplier<List<X509Certificate>> issuers, PathEngine engine) {
        this(rules, issuers, engine, StapleThreads.shared(), System::currentTimeMillis);
    }

    Stapler(StapleRules rules, Supplier<List<X509Certificate>> issuers, PathEngine engine, Executor executor,
            LongSupplier clock) {
        this.engine = engine;
        this.rules = rules;
        this.issuers = issuers;
        this.executor = executor;
        this.clock = clock;
        this.places = new LruCache<>(rules.certificates() > 0 ? rules.certificates() : Integer.MAX_VALUE);
    }

    /**
     * The responses for a chain. It waits only for fetches without which there would be none, and only for so long as
     * the rules say.
     *
     * @param all whether responses for all certificates are of use, or for the first alone
     */
    public StapledResponses staples(List<X509Certificate> chain, boolean all) {
        int count = all && rules.on() ? chain.size() : 1;
        List<Place> found = new ArrayList<>(count);
        List<StapleEntry.Outcome> outcomes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Place place = place(chain, i);
            found.add(place);
            outcomes.add(place.slot == null ? new StapleEntry.Outcome(null, place.why) : place.slot.now());
        }
        List<Opaque> responses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (outcomes.get(i) == null) {
                outcomes.set(i, await(found.get(i).slot));
            }
            responses.add(outcomes.get(i).response() == null ? Opaque.EMPTY : outcomes.get(i).response().encoded());
        }
        return new StapledResponses(responses, say(outcomes.get(0), found.get(0).must));
    }

    private static String say(StapleEntry.Outcome first, boolean must) {
        if (first.response() != null) {
            return (first.response().revoked() ? "it says that the certificate is revoked" : "the certificate is good")
                    + ", until " + Instant.ofEpochMilli(first.response().until());
        }
        return must ? first.why() + "; the certificate demands one (RFC 7633), so clients will refuse it" : first.why();
    }

    private StapleEntry.Outcome await(StapleEntry slot) {
        StapleEntry.Fetch fetch = slot.fetching();
        if (fetch == null) {
            // It has ended since.
            StapleEntry.Outcome outcome = slot.now();
            return outcome != null ? outcome : new StapleEntry.Outcome(null, "its responder is being asked again");
        }
        long left = Math.min(rules.timeoutMillis(), fetch.begun() + rules.timeoutMillis() - clock.getAsLong());
        try {
            return fetch.outcome().get(Math.max(0, left), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new StapleEntry.Outcome(null, "the responder has not answered within " + rules.timeoutMillis()
                    + " ms (jdk.tls.stapling.responseTimeout)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new StapleEntry.Outcome(null, "the thread was interrupted while it waited for the responder");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Place place(List<X509Certificate> chain, int index) {
        X509Certificate certificate = chain.get(index);
        Place before = places.get(certificate);
        if (before != null && clock.getAsLong() < before.until) {
            return before;
        }
        Place made = make(chain, index);
        Place known = places.replace(certificate, before, made);
        if (known == made && known.slot == null && index == 0 && (rules.on() || known.must)) {
            boolean isTold = before != null && known.why.equals(before.why);
            LOG.log(isTold ? Level.DEBUG : Level.WARNING, "no OCSP response can be stapled to certificate {0}: {1}",
                    certificate.getSubjectX500Principal(),
                    say(new StapleEntry.Outcome(null, known.why), known.must));
        }
        return known;
    }

    private Place make(List<X509Certificate> chain, int index) {
        X509Certificate certificate = chain.get(index);
        boolean must = OwnCertificateOcsp.isMust(certificate);
        if (!rules.on()) {
            return Place.without("stapling is off: jdk.tls.server.enableStatusRequestExtension is not true", must);
        }
        if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return Place.without("it is self-signed, so nobody else can tell its status", must);
        }
        try {
            List<X509Certificate> candidates = new ArrayList<>(chain.subList(index + 1, chain.size()));
            candidates.addAll(issuers.get());
            OwnCertificateOcsp status = OwnCertificateOcsp.of(engine, certificate, candidates);
            if (status == null) {
                return lacking("its issuer \"" + certificate.getIssuerX500Principal() + "\" is neither in the"
                        + " key's chain nor in the trust store; add it to the chain", must);
            }
            URI named = status.responder();
            boolean configured = rules.responder() != null && (rules.override() || named == null && index == 0);
            URI responder = configured ? rules.responder() : named;
            if (responder == null) {
                return Place.without("it names no OCSP responder that is reached by http; name one by"
                        + " jdk.tls.stapling.responderURI", must);
            }
            return new Place(new StapleEntry(status.toString(), responder, time -> status.fetch(responder, time), rules,
                    executor, clock), null, must, Long.MAX_VALUE);
        } catch (CertificateException e) {
            return lacking(Printable.of(e), must);
        }
    }

    /** What may come: it is looked for as often as a responder is asked that has failed. */
    private Place lacking(String why, boolean must) {
        return new Place(null, why, must, clock.getAsLong() + StapleEntry.RETRY_MILLIS);
    }
}

package dev.handfast.jsse.staple;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.auth.StapledResponses;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.pkix.Responder;
import dev.handfast.jsse.pkix.TestRevocation;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.peers.Background;
import dev.handfast.peers.FailingThreads;
import dev.handfast.pki.TestPki;
import dev.handfast.wire.Opaque;

import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** When responses are fetched, kept, renewed and given up, with a responder on the loopback interface. */
@Tag("contract")
class StaplerTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki AUTHORITY = ROOT.authority("CN=authority");
    private static final String OCSP = "/ocsp";
    private static final Executor AT_ONCE = Runnable::run;
    private static final int PATIENCE_MILLIS = 60_000;

    private final Responder responder = new Responder();
    private final AtomicLong clock = new AtomicLong(System.currentTimeMillis());
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final TestPki leaf = AUTHORITY.issue("CN=leaf", responder.ocsp(OCSP));
    private List<X509Certificate> trusted = List.of();

    StaplerTest() throws IOException {
    }

    @AfterEach
    void stop() {
        responder.close();
    }

    @Test
    void whatIsFetchedIsKept() throws Exception {
        byte[] good = good(leaf, 1);
        responder.says(OCSP, good);
        Stapler stapler = stapler(AT_ONCE);
        for (int i = 0; i < 3; i++) {
            StapledResponses staples = stapler.staples(chain(leaf), true);
            assertEquals(List.of(Opaque.copyOf(good)), staples.responses());
            assertTrue(staples.why().startsWith("the certificate is good, until "), staples.why());
        }
        assertEquals(1, responder.asked());
    }

    @Test
    void manyAskersAreOneFetch() throws Exception {
        responder.says(OCSP, good(leaf, 1));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Stapler stapler = stapler(work -> Background.run(() -> {
            begun.countDown();
            go.await();
            work.run();
        }));
        List<Future<StapledResponses>> askers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            askers.add(Background.start(() -> stapler.staples(chain(leaf), false)));
        }
        Background.await(begun);
        go.countDown();
        for (Future<StapledResponses> asker : askers) {
            assertEquals(1, Background.get(asker).responses().size());
        }
        assertEquals(1, responder.asked());
    }

    @Test
    void renewedBehindTheHandshakesBacks() throws Exception {
        byte[] first = good(leaf, 1);
        responder.says(OCSP, first);
        Stapler stapler = stapler(waiting::add, rules(0, null, false));
        assertEquals("", first(stapler));
        waiting.remove().run();
        assertEquals(text(first), first(stapler));
        clock.addAndGet(Duration.ofHours(13).toMillis());
        byte[] second = good(leaf, 3);
        responder.says(OCSP, second);
        assertEquals(text(first), first(stapler));
        assertEquals(text(first), first(stapler));
        assertEquals(1, waiting.size(), "one fetch, however many ask");
        waiting.remove().run();
        assertEquals(text(second), first(stapler));
    }

    @Test
    void theLifetimeAsksEarlierButServesOn() throws Exception {
        byte[] good = good(leaf, 5);
        responder.says(OCSP, good);
        Stapler stapler = stapler(AT_ONCE, new StapleRules(true, PATIENCE_MILLIS, 256, 3600, null, false));
        assertEquals(text(good), first(stapler));
        clock.addAndGet(Duration.ofMinutes(59).toMillis());
        assertEquals(text(good), first(stapler));
        assertEquals(1, responder.asked());
        clock.addAndGet(Duration.ofMinutes(2).toMillis());
        responder.says(OCSP, null);
        assertEquals(text(good), first(stapler));
        assertEquals(2, responder.asked());
    }

    @Test
    void whatHasExpiredIsNotStapled() throws Exception {
        responder.says(OCSP, good(leaf, 1));
        Stapler stapler = stapler(AT_ONCE);
        assertTrue(!first(stapler).isEmpty());
        responder.says(OCSP, null);
        clock.addAndGet(Duration.ofHours(25).toMillis());
        assertNone(stapler, "gave no response that can be stapled: ");
    }

    @Test
    void aResponderThatFailsIsLeftInPeaceAndThenAskedWithoutWaiting() throws Exception {
        Stapler stapler = stapler(AT_ONCE);
        assertNone(stapler, "gave no response that can be stapled: ");
        assertNone(stapler, "gave no response that can be stapled: ");
        assertEquals(1, responder.asked());
        clock.addAndGet(StapleEntry.RETRY_MILLIS);
        byte[] good = good(leaf, 1);
        responder.says(OCSP, good);
        // The handshake that begins the fetch does not wait for it, the next one has it.
        first(stapler);
        assertEquals(text(good), first(stapler));
        assertEquals(2, responder.asked());
    }

    @Test
    void aSlowResponderIsNotWaitedForLongerThanAllowed() throws Exception {
        byte[] good = good(leaf, 1);
        responder.says(OCSP, good);
        Stapler stapler = stapler(waiting::add, new StapleRules(true, 20, 256, 3600, null, false));
        assertNone(stapler, "the responder has not answered within 20 ms");
        clock.addAndGet(20);
        assertNone(stapler, "the responder has not answered within 20 ms");
        waiting.remove().run();
        assertEquals(text(good), first(stapler));
        assertEquals(1, responder.asked());
    }

    @Test
    void tooManyFetchesAreRefused() throws Exception {
        Stapler stapler = stapler(work -> {
            throw new RejectedExecutionException();
        });
        assertNone(stapler, "too many fetches are waiting");
    }

    @Test
    void aFetchThatNoThreadBeginsIsTriedAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        FailingThreads threads = new FailingThreads(1);
        StapleEntry entry = new StapleEntry("leaf", new URI("http://responder.test/"), time -> {
            asked.countDown();
            throw new IOException("no answer");
        }, rules(0, null, false), work -> threads.newThread(work).start(), clock::get);
        assertTrue(entry.now().why().contains("no thread can be started to ask it"), entry.now()::why);
        assertEquals(null, entry.fetching());
        clock.addAndGet(StapleEntry.RETRY_MILLIS);
        entry.now();
        Background.await(asked);
    }

    /** An Error of the fetch, too, ends it, and the pool's thread goes on. */
    @Test
    void anErrorEndsAFetch() throws Exception {
        StapleEntry entry = new StapleEntry("leaf", new URI("http://responder.test/"), time -> {
            throw new OutOfMemoryError("Java heap space");
        }, rules(0, null, false), AT_ONCE, clock::get);
        entry.now();
        assertEquals(null, entry.fetching());
        assertTrue(entry.now().why().contains("the fetch was broken off"), entry.now()::why);
    }

    @Test
    void whatNoClientCouldAcceptIsNotStapled() throws Exception {
        TestPki other = AUTHORITY.issue("CN=other", c -> {});
        Date now = new Date(clock.get());
        assertRefused(TestRevocation.response(AUTHORITY, other.certificate(), Status.GOOD, AUTHORITY, -1, 1),
                "the response is about other certificates");
        assertRefused(TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, other, -1, 1),
                "signed by no responder that may speak for the issuer");
        byte[] forged = good(leaf, 1);
        forged[forged.length - 1] ^= 1;
        assertRefused(forged, "signed by no responder that may speak for the issuer");
        assertRefused(TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY, -9, -8), "only");
        assertRefused(TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY,
                Date.from(now.toInstant().minusSeconds(900)), Date.from(now.toInstant().minusSeconds(1)), null),
                "its response was to be replaced at");
        assertRefused(TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY, 1, 2), "only");
        assertRefused(TestRevocation.response(AUTHORITY, leaf.certificate(), Status.UNKNOWN, AUTHORITY, -1, 1),
                "the responder does not know the certificate");
        assertRefused(TestRevocation.failure(3), "the responder answered with status 3");
        assertRefused("not DER".getBytes(), "OCSPResponse");
        assertRefused(new byte[0], "OCSPResponse");
        assertRefused(TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY,
                Date.from(Instant.now().minusSeconds(9)), Date.from(Instant.now().plusSeconds(900)), new byte[20_000]),
                "above the cap of " + StapledResponses.MAX_BYTES);
    }

    @Test
    void aResponseWithoutNextUpdateIsKeptForAsLongAsClientsBelieveIt() throws Exception {
        byte[] good = TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY,
                new Date(clock.get() / 1000 * 1000), null, null);
        responder.says(OCSP, good);
        Stapler stapler = stapler(AT_ONCE);
        assertEquals(text(good), first(stapler));
        responder.says(OCSP, null);
        clock.addAndGet(Duration.ofHours(11).toMillis());
        assertEquals(text(good), first(stapler));
        clock.addAndGet(Duration.ofHours(2).toMillis());
        assertEquals("", first(stapler));
    }

    @Test
    void clientsAreToldOfARevocation() throws Exception {
        byte[] revoked = TestRevocation.response(AUTHORITY, leaf.certificate(), Status.REVOKED, AUTHORITY, -1, 1);
        responder.says(OCSP, revoked);
        StapledResponses staples = stapler(AT_ONCE).staples(chain(leaf), false);
        assertEquals(Opaque.copyOf(revoked), staples.first());
        assertTrue(staples.why().startsWith("it says that the certificate is revoked, until "), staples.why());
    }

    /** RFC 7633 section 4.1: the demand of a staple may be critical. */
    @Test
    void aCriticalDemandIsUnderstood() throws Exception {
        TestPki must = AUTHORITY.issue("CN=must", c -> responder.ocsp(OCSP).accept(c.extension(
                new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), true, new DERSequence(new ASN1Integer(5)))));
        responder.says(OCSP, good(must, 1));
        assertEquals(1, stapler(AT_ONCE).staples(chain(must), false).responses().size());
    }

    /** Responses come over plain HTTP, where an old one may be brought again. */
    @Test
    void anOlderResponseDoesNotReplaceTheOneHeld() throws Exception {
        byte[] revoked = TestRevocation.response(AUTHORITY, leaf.certificate(), Status.REVOKED, AUTHORITY, -1, 2);
        responder.says(OCSP, revoked);
        Stapler stapler = stapler(AT_ONCE);
        assertEquals(text(revoked), first(stapler));
        responder.says(OCSP, TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY, -2, 3));
        clock.addAndGet(Duration.ofHours(25).toMillis());
        first(stapler);
        assertEquals(text(revoked), first(stapler));
        assertEquals(2, responder.asked());
    }

    @Test
    void eachCertificateOfTheChainWhereThatIsOfUse() throws Exception {
        TestPki authority = ROOT.issue("CN=inner", c -> {
            c.authority(-1);
            responder.ocsp("/inner").accept(c);
        });
        TestPki own = authority.issue("CN=own", c -> {});
        byte[] inner = TestRevocation.response(ROOT, authority.certificate(), Status.GOOD, ROOT, -1, 1);
        responder.says("/inner", inner);
        trusted = List.of(ROOT.certificate());
        List<X509Certificate> chain = List.of(own.certificate(), authority.certificate());
        Stapler stapler = stapler(AT_ONCE);
        assertEquals(List.of(), stapler.staples(chain, false).responses());
        assertEquals(0, responder.asked());
        assertEquals(List.of(Opaque.EMPTY, Opaque.copyOf(inner)), stapler.staples(chain, true).responses());
    }

    @Test
    void theIssuerMayStandInTheTrustStore() throws Exception {
        responder.says(OCSP, good(leaf, 1));
        List<X509Certificate> alone = List.of(leaf.certificate());
        StapledResponses none = stapler(AT_ONCE).staples(alone, false);
        assertTrue(none.why().contains("\"CN=authority\" is neither in the key's chain nor in the trust store; add it"),
                none.why());
        assertEquals(0, responder.asked());
        TestPki namesake = ROOT.authority("CN=authority");
        trusted = List.of(ROOT.certificate(), namesake.certificate(), AUTHORITY.certificate());
        assertEquals(1, stapler(AT_ONCE).staples(alone, false).responses().size());
    }

    @Test
    void propertiesNameAResponder() throws Exception {
        TestPki silent = AUTHORITY.issue("CN=silent", c -> {});
        assertTrue(stapler(AT_ONCE).staples(chain(silent), false).why().contains("jdk.tls.stapling.responderURI"));
        URI configured = responder.at("/configured");
        responder.says("/configured", good(silent, 1)).says(OCSP, good(leaf, 1));
        Stapler fallback = stapler(AT_ONCE, rules(PATIENCE_MILLIS, configured, false));
        assertEquals(1, fallback.staples(chain(silent), true).responses().size());
        assertEquals(1, fallback.staples(chain(leaf), true).responses().size());
        assertEquals(2, responder.asked());
        Stapler override = stapler(AT_ONCE, rules(PATIENCE_MILLIS, configured, true));
        assertTrue(override.staples(chain(leaf), false).why().contains("about other certificates"));
    }

    @Test
    void whyThereIsNone() throws Exception {
        assertTrue(stapler(AT_ONCE, new StapleRules(false, 0, 0, 0, null, false)).staples(chain(leaf), false).why()
                .contains("jdk.tls.server.enableStatusRequestExtension is not true"));
        TestPki alone = TestPki.root("CN=alone");
        assertTrue(stapler(AT_ONCE).staples(List.of(alone.certificate()), false).why().contains("self-signed"));
        TestPki expired = AUTHORITY.issue("CN=expired", c -> responder.ocsp(OCSP).accept(c.valid(-9, -1)));
        assertTrue(stapler(AT_ONCE).staples(chain(expired), false).why().contains("expired at"));
        TestPki must = AUTHORITY.issue("CN=must", c -> responder.ocsp(OCSP).accept(c.mustStaple()));
        assertTrue(stapler(AT_ONCE).staples(chain(must), false).why()
                .endsWith("; the certificate demands one (RFC 7633), so clients will refuse it"));
        StapledResponses off = stapler(AT_ONCE, new StapleRules(false, 0, 0, 0, null, false)).staples(chain(must),
                true);
        assertEquals("stapling is off: jdk.tls.server.enableStatusRequestExtension is not true; the certificate demands"
                + " one (RFC 7633), so clients will refuse it", off.why());
    }

    @Test
    void moreCertificatesThanAreKeptAreFetchedAgain() throws Exception {
        TestPki second = AUTHORITY.issue("CN=second", responder.ocsp("/second"));
        responder.says(OCSP, good(leaf, 1)).says("/second", good(second, 1));
        Stapler stapler = stapler(AT_ONCE, new StapleRules(true, PATIENCE_MILLIS, 1, 3600, null, false));
        for (TestPki each : List.of(leaf, second, leaf, second)) {
            assertEquals(1, stapler.staples(chain(each), false).responses().size());
        }
        assertEquals(4, responder.asked());
    }

    @Test
    void theProcessesThreadsAreDaemonsAndGoAway() throws Exception {
        Thread[] ran = new Thread[1];
        CountDownLatch done = new CountDownLatch(1);
        StapleThreads.shared().execute(() -> {
            ran[0] = Thread.currentThread();
            done.countDown();
        });
        Background.await(done);
        assertTrue(ran[0].isDaemon() && ran[0].getName().startsWith("handfast-staple-"), ran[0].getName());
        ran[0].join(PATIENCE_MILLIS);
        assertTrue(!ran[0].isAlive(), "idle threads end");
    }

    private void assertRefused(byte[] response, String why) {
        responder.says(OCSP, response);
        assertNone(stapler(AT_ONCE), why);
    }

    private void assertNone(Stapler stapler, String why) {
        StapledResponses staples = stapler.staples(chain(leaf), false);
        assertEquals(List.of(), staples.responses());
        assertTrue(staples.why().contains(why), staples.why());
    }

    private String first(Stapler stapler) {
        return stapler.staples(chain(leaf), false).first().toString();
    }

    private static String text(byte[] response) {
        return Opaque.copyOf(response).toString();
    }

    private Stapler stapler(Executor executor) {
        return stapler(executor, rules(PATIENCE_MILLIS, null, false));
    }

    private Stapler stapler(Executor executor, StapleRules rules) {
        return new Stapler(rules, () -> trusted, PathEngine.ofProcess(), executor, clock::get);
    }

    private static StapleRules rules(int patienceMillis, URI responder, boolean override) {
        return new StapleRules(true, patienceMillis, 256, 0, responder, override);
    }

    private byte[] good(TestPki about, int days) throws Exception {
        return TestRevocation.response(AUTHORITY, about.certificate(), Status.GOOD, AUTHORITY, -1, days);
    }

    private static List<X509Certificate> chain(TestPki own) {
        return Arrays.asList(own.certificate(), AUTHORITY.certificate());
    }
}

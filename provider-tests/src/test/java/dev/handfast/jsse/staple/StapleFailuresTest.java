package dev.handfast.jsse.staple;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.auth.StapledResponses;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.pkix.Responder;
import dev.handfast.jsse.pkix.TestRevocation;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.pki.TestPki;
import dev.handfast.session.jcache.LogLines;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Executor;

/** What is lacking or fails for a while keeps nothing from being stapled for ever. */
@Tag("contract")
class StapleFailuresTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki AUTHORITY = ROOT.authority("CN=authority");
    private static final StapleRules RULES = new StapleRules(true, 60_000, 256, 0, null, false);

    private final Responder responder = new Responder();
    private final TestPki leaf = AUTHORITY.issue("CN=leaf of failures", responder.ocsp("/ocsp"));
    private List<X509Certificate> trusted = List.of();
    private long now = System.currentTimeMillis();
    private int failuresOfClock;

    StapleFailuresTest() throws IOException {
    }

    @AfterEach
    void stop() {
        responder.close();
    }

    private long clock() {
        if (failuresOfClock > 0) {
            failuresOfClock--;
            throw new StackOverflowError("no memory");
        }
        return now;
    }

    private byte[] good() throws Exception {
        return TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, AUTHORITY, -1, 1);
    }

    private StapleEntry entry(StapleEntry.Question question, Executor executor) throws Exception {
        return new StapleEntry("leaf", new URI("http://responder.test/"), question, RULES, executor, this::clock);
    }

    // Issuers

    /** A trust store that is followed, or a context that is initialized again, may have it by then. */
    @Test
    void anIssuerMayComeLater() throws Exception {
        byte[] good = good();
        responder.says("/ocsp", good);
        List<X509Certificate> alone = List.of(leaf.certificate());
        Stapler stapler = new Stapler(RULES, () -> trusted, PathEngine.ofProcess(), Runnable::run, this::clock);
        try (LogLines log = new LogLines("dev.handfast.staple", "CN=leaf of failures")) {
            for (int i = 0; i < 3; i++) {
                StapledResponses none = stapler.staples(alone, false);
                assertTrue(none.why().contains("is neither in the key's chain nor in the trust store"), none.why());
                now += StapleEntry.RETRY_MILLIS;
            }
            assertEquals(1, log.count("WARNING"), "it is said once: " + log.all());
        }
        now -= 1;
        trusted = List.of(AUTHORITY.certificate());
        assertEquals(List.of(), stapler.staples(alone, false).responses(), "not looked for at each handshake");
        now += 1;
        assertEquals(List.of(Opaque.copyOf(good)), stapler.staples(alone, false).responses());
        trusted = List.of();
        now += StapleEntry.RETRY_MILLIS;
        assertEquals(1, stapler.staples(alone, false).responses().size(), "what was found stays");
        assertEquals(1, responder.asked());
    }

    // Memory

    /** There is no memory where a fetch has ended: it is not under way for ever. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEndThatFailsIsAnEnd(boolean answered) throws Exception {
        int[] asked = {0};
        StapleEntry entry = entry(time -> {
            if (++asked[0] == 1) {
                // the next look at the clock is the one with which the fetch ends
                failuresOfClock = 1;
            }
            throw new IOException(answered ? "no" : null);
        }, Runnable::run);
        entry.now();
        assertEquals(0, failuresOfClock);
        assertNull(entry.fetching());
        assertNotNull(entry.now().why());
        now += StapleEntry.RETRY_MILLIS;
        entry.now();
        assertEquals(2, asked[0]);
    }

    /** Nor where none has begun it. */
    @Test
    void aBeginningThatCannotBeTakenBackIsTakenBack() throws Exception {
        int[] asked = {0};
        StapleEntry entry = entry(time -> {
            asked[0]++;
            throw new IOException("no");
        }, work -> {
            if (asked[0] == 0 && now % 2 == 0) {
                failuresOfClock = 1;
                throw new RejectedExecutionException("full");
            }
            work.run();
        });
        now += now % 2;
        entry.now();
        assertEquals(0, failuresOfClock);
        assertNull(entry.fetching());
        assertTrue(entry.now().why().contains("the fetch was broken off"), entry.now()::why);
        now += StapleEntry.RETRY_MILLIS + 1;
        entry.now();
        assertEquals(1, asked[0]);
    }

    /** What fails before anything is noted leaves nothing under way. */
    @Test
    void aBeginningThatFailsIsNone() throws Exception {
        StapleEntry entry = entry(time -> {
            throw new IOException("no");
        }, Runnable::run);
        failuresOfClock = 1;
        assertThrows(StackOverflowError.class, entry::now);
        assertNull(entry.fetching());
        entry.now();
        assertTrue(entry.now().why().endsWith("no"), entry.now()::why);
    }
}

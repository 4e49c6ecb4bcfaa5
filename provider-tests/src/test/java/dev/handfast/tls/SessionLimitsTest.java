package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SystemProperties;
import dev.handfast.session.jcache.LogLines;
import dev.handfast.tls.Stores.Answer;
import dev.handfast.tls.Stores.Question;
import dev.handfast.tls.Stores.Slow;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/** Limits of sessions count for their context alone: two in one process differ. */
@Tag("contract")
class SessionLimitsTest {

    private static final int LONG = 60_000;

    private final SSLContext client = JsseStack.HANDFAST.context(null);

    private static TlsContextBuilder server() throws Exception {
        return TlsContext.builder(JsseStack.HANDFAST.provider()).keyStore(
                Credentials.shared().server(KeyKind.P256).keyStore(), Identity.PASSWORD.toCharArray());
    }

    private static TlsContextBuilder keepingIn(Slow store) throws Exception {
        return server().store(store, store).ticketSecrets(
                () -> List.of("thirty-two bytes or more of a fleet".getBytes(StandardCharsets.US_ASCII)));
    }

    private static boolean resumes(SSLContext client, SSLContext server) throws Exception {
        EnginePair pair = EnginePair.of(client, server).handshake();
        pair.send(pair.server(), new byte[1]);
        return TlsSession.of(pair.client().engine().getSession()).isResumed();
    }

    @Test
    void bytesOfMemoryAreTheContexts() throws Exception {
        SSLContext none = server().ticketBytes(0).cacheBytes(0).build();
        SSLContext some = server().ticketBytes(0).build();
        assertFalse(resumes(client, none));
        assertFalse(resumes(client, none));
        assertEquals(0, TlsContext.of(none).counters().serverSessions());
        assertFalse(resumes(client, some));
        assertTrue(resumes(client, some));
        assertTrue(TlsContext.of(some).counters().serverSessions() > 0);
        SSLContext forgetful = TlsContext.builder(JsseStack.HANDFAST.provider())
                .trustStore(Identity.trustStore(List.of(Credentials.shared().root()))).cacheBytes(0).build();
        assertFalse(resumes(forgetful, some));
        assertFalse(resumes(forgetful, some));
        assertEquals(0, TlsContext.of(forgetful).counters().clientSessions());
    }

    /** What is kept already has to go, at once. */
    @Test
    void lessMemoryForgets() throws Exception {
        SSLContext server = server().ticketBytes(0).build();
        TlsContext face = TlsContext.of(server);
        resumes(client, server);
        assertTrue(resumes(client, server));
        face.limitSessions(face.sessionLimits().withCacheBytes(0));
        assertEquals(0, face.counters().serverSessions());
        assertFalse(resumes(client, server));
        face.limitSessions(face.sessionLimits().withCacheBytes(1 << 20));
        assertFalse(resumes(client, server));
        assertTrue(resumes(client, server));
        TlsContext ofClient = TlsContext.of(client);
        ofClient.limitSessions(ofClient.sessionLimits().withCacheBytes(0));
        assertEquals(0, ofClient.counters().clientSessions());
        assertFalse(resumes(client, server));
    }

    @Test
    void ticketsAreAsLongAsTheContextSays() throws Exception {
        Slow ofShort = new Slow();
        Slow ofLong = new Slow();
        SSLContext server = keepingIn(ofLong).build();
        assertFalse(resumes(client, keepingIn(ofShort).ticketBytes(100).build()));
        assertFalse(resumes(client, server));
        assertFalse(ofShort.kept.isEmpty());
        assertTrue(ofLong.kept.isEmpty());
        TlsContext.of(server).limitSessions(TlsContext.of(server).sessionLimits().withTicketBytes(0));
        resumes(client, server);
        assertFalse(ofLong.kept.isEmpty());
    }

    @Test
    void verdictsCountAsLongAsTheContextSays() throws Exception {
        SSLContext never = server().verdictSeconds(0).build();
        SSLContext anHour = server().build();
        assertFalse(resumes(client, never));
        assertFalse(resumes(client, never));
        assertFalse(resumes(client, anHour));
        assertTrue(resumes(client, anHour));
        TlsContext.of(anHour).limitSessions(TlsContext.of(anHour).sessionLimits().withVerdictSeconds(0));
        assertFalse(resumes(client, anHour));
    }

    /** The patient one still waits when the other has given up. */
    @Test
    void aStoreIsWaitedForAsLongAsTheContextSays() throws Exception {
        Slow dead = new Slow();
        Slow slow = new Slow();
        try (LogLines log = new LogLines("dev.handfast.session.jcache.Outages", Slow.class.getName())) {
            // In either order: the store and the time to wait for it.
            SSLContext hasty = keepingIn(dead).ticketBytes(0).storeMillis(20).build();
            SSLContext patient = server().ticketBytes(0).storeMillis(LONG).store(slow, slow).build();
            SSLContext ofHasty = JsseStack.HANDFAST.context(null);
            resumes(ofHasty, hasty);
            resumes(client, patient);
            dead.answer(Question.GET, Answer.NEVER);
            slow.answer(Question.GET, Answer.LATER);
            FutureTask<Boolean> waiting = new FutureTask<>(() -> resumes(client, patient));
            new Thread(waiting).start();
            assertTrue(slow.asked.await(30, TimeUnit.SECONDS));
            assertFalse(resumes(ofHasty, hasty));
            assertEquals(1, log.all().size(), log.all()::toString);
            assertFalse(waiting.isDone());
            slow.waiting.remove().run();
            assertTrue(waiting.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void theTimeToWaitForAStoreMayChange() throws Exception {
        Slow dead = new Slow();
        try (LogLines log = new LogLines("dev.handfast.session.jcache.Outages", Slow.class.getName())) {
            SSLContext server = keepingIn(dead).ticketBytes(0).storeMillis(600_000).build();
            resumes(client, server);
            assertTrue(resumes(client, server));
            dead.answer(Question.GET, Answer.NEVER);
            TlsContext.of(server).limitSessions(TlsContext.of(server).sessionLimits().withStoreMillis(20));
            assertFalse(resumes(client, server));
            assertEquals(1, log.all().size(), log.all()::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"cacheBytes,-1,0,2147483647", "ticketBytes,-1,0,16384", "ticketBytes,16385,0,16384",
        "verdictSeconds,-1,0,2147483647", "storeMillis,0,1,2147483647", "storeMillis,-7,1,2147483647"})
    void whatIsOutOfRangeIsRefusedAtOnce(String name, int value, int least, int most) throws Exception {
        TlsContextBuilder builder = server();
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> {
            switch (name) {
                case "cacheBytes" -> builder.cacheBytes(value);
                case "ticketBytes" -> builder.ticketBytes(value);
                case "verdictSeconds" -> builder.verdictSeconds(value);
                default -> builder.storeMillis(value);
            }
        });
        assertEquals(name + " is " + value + ", must be from " + least + " to " + most, refused.getMessage());
        assertEquals(new SessionLimits(64 << 20, 1000, 3600, 1000), TlsContext.of(builder.build()).sessionLimits());
    }

    @Test
    void propertiesAreTheDefault() throws Exception {
        SSLContext made = SystemProperties.with(Map.of("handfast.session.cacheBytes", "1",
                "handfast.session.ticketBytes", "99999", "handfast.session.verdictSeconds", "3",
                "handfast.session.storeMillis", "4"),
                () -> server().verdictSeconds(5).build());
        assertEquals(new SessionLimits(1, SessionLimits.MOST_TICKET_BYTES, 5, 4), TlsContext.of(made).sessionLimits());
        TlsContext.of(made).limitSessions(new SessionLimits(0, SessionLimits.MOST_TICKET_BYTES, 0, 1));
        assertThrows(NullPointerException.class, () -> TlsContext.of(made).limitSessions(null));
    }
}

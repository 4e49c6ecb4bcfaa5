package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.EnginePair.Side;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What applications cast, compare and time of sessions, as SunJSSE has it. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class SessionIdentityContractTest {

    @Parameter
    JsseRow row;

    // Certificates

    @Test
    void certificatesOfEnginesAreCastToX509() throws Exception {
        EnginePair pair = row.pairWithClientIdentity();
        pair.server().engine().setNeedClientAuth(true);
        List<String> during = new ArrayList<>();
        pair.tasks(task -> {
            task.run();
            for (Side side : List.of(pair.client(), pair.server())) {
                SSLSession soFar = side.engine().getHandshakeSession();
                if (soFar != null && soFar.getLocalCertificates() != null) {
                    during.add(soFar.getLocalCertificates().getClass().getSimpleName());
                }
            }
        });
        pair.handshake();
        assertX509(pair.client().engine().getSession());
        assertX509(pair.server().engine().getSession());
        assertTrue(during.stream().allMatch("X509Certificate[]"::equals), during.toString());
    }

    @Test
    void certificatesOfSocketsAndTheirEventsAreCastToX509() throws Exception {
        try (SSLServerSocket listener = SocketPair.listener(row.server())) {
            listener.setEnabledProtocols(new String[] {row.version()});
            listener.setNeedClientAuth(true);
            SSLContext client = row.stack().context(List.of(Credentials.shared().client(KeyKind.P256)),
                    List.of(Credentials.shared().root()));
            try (SocketPair pair = SocketPair.connect(client, listener)) {
                List<CompletableFuture<HandshakeCompletedEvent>> events = new ArrayList<>();
                for (SSLSocket socket : List.of(pair.client(), pair.server())) {
                    CompletableFuture<HandshakeCompletedEvent> event = new CompletableFuture<>();
                    socket.addHandshakeCompletedListener(event::complete);
                    events.add(event);
                }
                pair.handshake();
                assertX509(pair.client().getSession());
                assertX509(pair.server().getSession());
                for (CompletableFuture<HandshakeCompletedEvent> event : events) {
                    HandshakeCompletedEvent seen = event.get(20, TimeUnit.SECONDS);
                    assertX509(seen.getPeerCertificates());
                    assertX509(seen.getLocalCertificates());
                    assertX509(seen.getSession());
                }
            }
        }
    }

    @Test
    void certificatesOfAResumedSessionAreCastToX509() throws Exception {
        SSLContext client = row.stack().context(List.of(Credentials.shared().client(KeyKind.P256)),
                List.of(Credentials.shared().root()));
        SSLContext server = row.server();
        for (int connection = 0; connection < 2; connection++) {
            EnginePair pair = EnginePair.of(client, server).protocol(row.version());
            pair.server().engine().setNeedClientAuth(true);
            exchange(pair.handshake());
            assertX509(pair.client().engine().getSession());
            assertX509(pair.server().engine().getSession());
        }
    }

    private static void assertX509(SSLSession session) throws Exception {
        assertX509(session.getPeerCertificates());
        assertX509(session.getLocalCertificates());
    }

    /** As in {@code (X509Certificate[]) session.getPeerCertificates()}. */
    private static void assertX509(Certificate[] chain) {
        assertNotNull(assertInstanceOf(X509Certificate[].class, chain)[0]);
    }

    // Times

    @Test
    void aNewSessionWasAccessedWhenItWasCreated() throws Exception {
        EnginePair pair = row.pair();
        pair.tasks(task -> {
            task.run();
            nextMillisecond();
        });
        exchange(pair.handshake());
        for (Side side : List.of(pair.client(), pair.server())) {
            SSLSession session = side.engine().getSession();
            assertEquals(session.getCreationTime(), session.getLastAccessedTime());
        }
        try (SocketPair sockets = SocketPair.of(row)) {
            sockets.handshake();
            for (SSLSocket socket : List.of(sockets.client(), sockets.server())) {
                SSLSession session = socket.getSession();
                assertEquals(session.getCreationTime(), session.getLastAccessedTime());
            }
        }
    }

    @Test
    void aResumedSessionWasCreatedWithTheFirstAndAccessedLater() throws Exception {
        SSLContext client = row.client();
        SSLContext server = row.server();
        EnginePair first = exchange(EnginePair.of(client, server).protocol(row.version()).handshake());
        nextMillisecond();
        EnginePair second = exchange(EnginePair.of(client, server).protocol(row.version()).handshake());
        assertTimes(first.client().engine().getSession(), second.client().engine().getSession());
        assertTimes(first.server().engine().getSession(), second.server().engine().getSession());
    }

    private void assertTimes(SSLSession original, SSLSession resumed) {
        assertEquals(original.getCreationTime(), resumed.getCreationTime());
        assertTrue(resumed.getLastAccessedTime() >= resumed.getCreationTime());
        // SunJSSE of TLS 1.2 has one object for all connections that resume by session ID, and no time for their use
        assertTrue(!row.isHandfast() || resumed.getLastAccessedTime() > resumed.getCreationTime());
    }

    private static void nextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
    }

    // Equality

    @Test
    void sessionsAreEqualByTheSessionNotTheObject() throws Exception {
        SSLContext client = row.client();
        SSLContext server = row.server();
        EnginePair first = exchange(EnginePair.of(client, server).protocol(row.version()).handshake());
        EnginePair second = exchange(EnginePair.of(client, server).protocol(row.version()).handshake());
        EnginePair other = exchange(row.pair().handshake());
        for (List<Side> sides : List.of(List.of(first.client(), second.client(), other.client()),
                List.of(first.server(), second.server(), other.server()))) {
            SSLSession original = sides.get(0).engine().getSession();
            SSLSession resumed = sides.get(1).engine().getSession();
            SSLSession stranger = sides.get(2).engine().getSession();
            assertEquals(original, sides.get(0).engine().getSession());
            assertNotEquals(original, stranger);
            assertNotEquals(resumed, stranger);
            assertNotEquals(original, (Object) "a session");
            boolean sameId = Arrays.equals(original.getId(), resumed.getId());
            assertEquals(sameId, original.equals(resumed));
            assertEquals(sameId, resumed.equals(original));
            assertTrue(sameId || row.is13(), "a TLS 1.2 session keeps its ID");
            assertTrue(!sameId || original.hashCode() == resumed.hashCode());
            SSLSession kept = original.getSessionContext().getSession(resumed.getId());
            assertTrue(kept == null || kept.equals(resumed));
        }
    }

    @Test
    void noSessionEqualsNoSession() throws Exception {
        SSLEngine one = row.pair().client().engine();
        SSLEngine other = row.pair().server().engine();
        assertEquals(one.getSession(), other.getSession());
        assertEquals(one.getSession().hashCode(), other.getSession().hashCode());
        assertNotEquals(one.getSession(), row.pair().handshake().client().engine().getSession());
    }

    private static EnginePair exchange(EnginePair pair) throws Exception {
        pair.send(pair.client(), new byte[] {1});
        pair.send(pair.server(), new byte[] {2});
        assertArrayEquals(new byte[] {1}, pair.server().received());
        assertArrayEquals(new byte[] {2}, pair.client().received());
        return pair;
    }
}

package dev.handfast.jsse.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.engine.Pair;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.session.SessionState;
import dev.handfast.session.TestSessions;
import dev.handfast.session.jcache.MapCache;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.tls.TlsSession;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * What strangers can do with a session ID of TLS 1.2 that they have seen on the wire: nothing. Neither can a client
 * that names somebody's session take it away, nor can a server that gives the ID of another server's session take its
 * place.
 */
@Tag("contract")
class SessionIdAttacksTest {

    private static final String STATELESS = "jdk.tls.server.enableSessionTicketExtension";
    private static final int MAX_STEPS = 1_000;

    private final SSLContext client = JsseStack.HANDFAST.context(null);

    @AfterEach
    void reset() {
        System.clearProperty(STATELESS);
    }

    /** Where the session is. */
    private enum Kept {
        TICKET, MEMORY, STORE
    }

    /** What the server's application does with the session of the handshake in progress. */
    private enum Application {
        NOTHING, LOOKS, INVALIDATES
    }

    /** How the stranger's handshake ends. */
    private enum End {
        ALERT(21, 3, 3, 0, 2, 2, 40), CLOSE_NOTIFY(21, 3, 3, 0, 2, 1, 0),
        GARBAGE(20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 3, 1, 2, 3),
        NO_HANDSHAKE(23, 3, 3, 0, 1, 1), CUT_OFF;

        private final byte[] bytes;

        End(int... values) {
            bytes = new byte[values.length];
            for (int i = 0; i < values.length; i++) {
                bytes[i] = (byte) values[i];
            }
        }
    }

    // A client that names another's session

    static List<Arguments> strangers() {
        List<Arguments> all = new ArrayList<>();
        for (Kept kept : Kept.values()) {
            for (Application application : Application.values()) {
                for (End end : End.values()) {
                    all.add(Arguments.of(kept, application, end));
                }
            }
        }
        return all;
    }

    private static SSLContext server(Kept kept) {
        System.setProperty(STATELESS, String.valueOf(kept == Kept.TICKET));
        SSLContext context = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
        if (kept == Kept.STORE) {
            MapCache.keepIn(context, new MapCache().cache(), new MapCache().cache());
        }
        return context;
    }

    private EnginePair pair(SSLContext server) {
        return EnginePair.of(client, server).protocol("TLSv1.2");
    }

    private boolean isResumed(SSLContext server) throws SSLException {
        EnginePair pair = pair(server).handshake();
        assertEquals(TlsSession.of(pair.client().engine().getSession()).isResumed(),
                TlsSession.of(pair.server().engine().getSession()).isResumed());
        return TlsSession.of(pair.server().engine().getSession()).isResumed();
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void whoNamesASessionCannotTakeItAway(Kept kept, Application application, End end) throws SSLException {
        SSLContext server = server(kept);
        EnginePair first = pair(server).handshake();
        SSLSession original = first.server().engine().getSession();
        original.putValue("value", this);
        EnginePair seen = pair(server);
        seen.client().engine().beginHandshake();
        seen.wrap(seen.client(), ByteBuffer.allocate(0));
        byte[] hello = seen.server().takePending();
        for (int i = 0; i < 2; i++) {
            goAway(server, hello, application, end);
        }
        assertTrue(original.isValid());
        assertSame(original, server.getServerSessionContext().getSession(original.getId()));
        EnginePair owner = pair(server).handshake();
        assertTrue(TlsSession.of(owner.server().engine().getSession()).isResumed());
        assertSame(this, owner.server().engine().getSession().getValue("value"));
    }

    private void goAway(SSLContext server, byte[] hello, Application application, End end) throws SSLException {
        EnginePair stranger = pair(server);
        SSLEngine engine = stranger.server().engine();
        stranger.server().offer(hello);
        boolean shown = false;
        for (int step = 0; step < MAX_STEPS && stranger.step(stranger.server()); step++) {
            SSLSession now = application == Application.NOTHING ? null : engine.getHandshakeSession();
            shown |= now != null;
            if (now != null && application == Application.INVALIDATES) {
                now.invalidate();
            }
        }
        assertEquals(application != Application.NOTHING, shown, "the application sees a session");
        stranger.server().offer(end.bytes);
        try {
            for (int step = 0; step < MAX_STEPS && stranger.step(stranger.server()); step++) {
                engine.getHandshakeSession();
            }
            engine.closeInbound();
        } catch (SSLException ended) {
            engine.getSession().invalidate();
        }
        assertEquals(0, stranger.server().finished());
    }

    /** RFC 5077 section 3.4: with a ticket the client sends a session ID of its choice, which may be another's. */
    @Test
    void anIdThatAClientChoseNamesNothing() throws SSLException {
        SSLContext server = server(Kept.MEMORY);
        EnginePair first = pair(server).handshake();
        Opaque id = Opaque.copyOf(first.server().engine().getSession().getId());
        SessionContextImpl context = (SessionContextImpl) server.getServerSessionContext();
        long now = System.currentTimeMillis();
        SessionState byTicket = SessionState.begun(now).change().version(ProtocolVersion.TLS_1_2)
                .suite(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256).identity(Opaque.adopt(new byte[32]))
                .sessionId(id).resumed(true).build();
        SessionImpl strangers = new SessionImpl(context, null, -1, List.of(), List.of(), null, new byte[32],
                SessionState.begun(now));
        strangers.establish(byTicket);
        context.add(strangers);
        assertArrayEquals(new byte[32], strangers.getId());
        strangers.invalidate();
        assertTrue(isResumed(server));
    }

    // A server that gives another's ID

    /** A server of TLS 1.2 that draws the same bytes whenever it draws an ID. */
    private static TestSettings giving(byte[] id) {
        CryptoProvider standard = JcaCryptoProvider.standard();
        SecureRandom random = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                if (bytes.length == id.length) {
                    System.arraycopy(id, 0, bytes, 0, id.length);
                } else {
                    super.nextBytes(bytes);
                }
            }
        };
        TestSettings settings = TestSettings.server();
        settings.versions = List.of(ProtocolVersion.TLS_1_2);
        settings.crypto = (CryptoProvider) Proxy.newProxyInstance(CryptoProvider.class.getClassLoader(),
                new Class<?>[] {CryptoProvider.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("random")) {
                        return random;
                    }
                    try {
                        return method.invoke(standard, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return settings;
    }

    private static SSLSession connect(SSLEngine engine, ProtocolConnection server) throws Exception {
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.2"});
        engine.beginHandshake();
        server.begin();
        ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
        ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
        for (int step = 0; step < MAX_STEPS; step++) {
            boolean moved = move(engine, toServer, toClient);
            moved |= Pair.step(server, toClient, toServer);
            if (!moved) {
                assertEquals(HandshakeStatus.NOT_HANDSHAKING, engine.getHandshakeStatus());
                return engine.getSession();
            }
        }
        throw new AssertionError("no end");
    }

    private static boolean move(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_TASK -> engine.getDelegatedTask().run();
            default -> {
                if (in.position() == 0) {
                    return false;
                }
                in.flip();
                SSLEngineResult result = engine.unwrap(in, ByteBuffer.allocate(1 << 15));
                in.compact();
                return result.bytesConsumed() > 0 || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
            }
        }
        return true;
    }

    @Test
    void aServerThatGivesAnothersIdGetsNothingOfIt() throws Exception {
        SSLContext honest = server(Kept.MEMORY);
        EnginePair first = pair(honest).handshake();
        SSLSession victim = first.client().engine().getSession();
        victim.putValue("token", "secret");
        byte[] id = victim.getId();
        assertArrayEquals(first.server().engine().getSession().getId(), id, "a client shows the server's ID");
        TestSessions sessions = new TestSessions();
        sessions.rules = new Rules(false, 1000, 1, 86_400);
        TestSettings malicious = sessions.server(giving(id));
        SSLSession[] others = new SSLSession[2];
        for (int i = 0; i < 2; i++) {
            others[i] = connect(client.createSSLEngine("malicious.example", 443),
                    new ProtocolConnection(malicious.build()));
            assertEquals(i > 0, TlsSession.of(others[i]).isResumed());
            assertArrayEquals(id, others[i].getId());
            assertNull(others[i].getValue("token"));
            assertSame(victim, client.getClientSessionContext().getSession(id));
        }
        assertTrue(Collections.list(client.getClientSessionContext().getIds()).stream()
                .allMatch(one -> Arrays.equals(one, id)));
        others[0].invalidate();
        others[1].invalidate();
        assertTrue(victim.isValid());
        assertSame(victim, client.getClientSessionContext().getSession(id));
        EnginePair again = pair(honest).handshake();
        assertTrue(TlsSession.of(again.client().engine().getSession()).isResumed());
        assertEquals("secret", again.client().engine().getSession().getValue("token"));
        SSLSession refused = connect(client.createSSLEngine("malicious.example", 443),
                new ProtocolConnection(malicious.build()));
        assertFalse(TlsSession.of(refused).isResumed(), "what was invalidated is not resumed");
        // And the other way round: the victim's end is not the end of the other's session.
        again.client().engine().getSession().invalidate();
        assertNotNull(refused.getSessionContext());
        assertFalse(isResumed(honest));
        assertTrue(TlsSession.of(connect(client.createSSLEngine("malicious.example", 443),
                new ProtocolConnection(malicious.build()))).isResumed());
    }
}

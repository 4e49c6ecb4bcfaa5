package dev.handfast.jsse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.tls.TlsSession;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.SessionState;
import dev.handfast.wire.Bytes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Field;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** A connection that fails ends its own session and no other, however often strangers make connections fail. */
@Tag("contract")
class FailedConnectionsTest {

    private static final int FLOOD = 10_010;

    private final SSLContext client = JsseStack.HANDFAST.context((Identity) null);
    private final SSLContext stranger = JsseStack.HANDFAST.context((Identity) null);
    private final SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
    private final SessionContextImpl sessions = (SessionContextImpl) server.getServerSessionContext();

    /** What ends a connection from outside. */
    private enum Ending {
        BAD_RECORD(Bytes.concat(new byte[] {23, 3, 3, 0, 40}, new byte[40])),
        PLAIN_ALERT(new byte[] {21, 3, 3, 0, 2, 2, 40}),
        NO_RECORD(new byte[] {'G', 'E', 'T', ' ', '/'}),
        LONG_RECORD(new byte[] {23, 3, 3, 127, 127});

        private final byte[] bytes;

        Ending(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private EnginePair connect(SSLContext from, String version) throws SSLException {
        SSLEngine clientEngine = from.createSSLEngine("localhost", 443);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        EnginePair pair = new EnginePair(clientEngine, serverEngine).protocol(version).handshake();
        pair.send(pair.server(), new byte[] {1});
        assertEquals(1, pair.client().received().length);
        return pair;
    }

    private boolean resumes(SSLContext from, String version) throws SSLException {
        return TlsSession.of(connect(from, version).server().engine().getSession()).isResumed();
    }

    /** The server's end fails; its client hears nothing of it, or does not mind. */
    private SessionState fail(String version, Ending ending) throws SSLException {
        EnginePair pair = connect(stranger, version);
        SessionImpl session = (SessionImpl) pair.server().engine().getSession();
        pair.client().takePending();
        pair.server().offer(ending.bytes);
        assertThrows(SSLException.class, () -> pair.unwrap(pair.server()));
        assertFalse(session.isValid());
        return session.state();
    }

    /** RFC 5246 section 7.2.2: what ended by a fatal alert is not resumed, although its client would. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theSessionOfAFailedConnectionIsNotResumed(String version) throws SSLException {
        for (Ending ending : Ending.values()) {
            SessionState failed = fail(version, ending);
            assertFalse(sessions.mayResume(failed), ending.name());
            assertFalse(resumes(stranger, version), ending.name());
            assertTrue(resumes(stranger, version), ending.name());
        }
    }

    /** Only what the application invalidates may cost others their sessions. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void strangersPutNothingIntoTheListOfWhatTheApplicationEnded(String version) throws Exception {
        for (Ending ending : Ending.values()) {
            fail(version, ending);
        }
        assertEquals(0, invalidated(sessions));
        connect(client, version).server().engine().getSession().invalidate();
        assertEquals(1, invalidated(sessions));
    }

    @Test
    void othersResumeHoweverManyFail() throws SSLException {
        assertFalse(resumes(client, "TLSv1.3"));
        assertTrue(resumes(client, "TLSv1.3"));
        for (int i = 0; i < FLOOD; i++) {
            SessionHeap.shown(sessions, i).spoil();
        }
        assertTrue(resumes(client, "TLSv1.3"));
        assertFalse(sessions.mayResume(SessionHeap.shown(sessions, FLOOD - 1).state()));
    }

    private static int invalidated(SessionContextImpl context) throws Exception {
        Field field = SessionContextImpl.class.getDeclaredField("invalidated");
        field.setAccessible(true);
        return ((Map<?, ?>) field.get(context)).size();
    }
}

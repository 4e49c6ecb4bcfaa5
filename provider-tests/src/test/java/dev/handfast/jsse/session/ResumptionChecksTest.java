package dev.handfast.jsse.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsParameters;
import dev.handfast.tls.TlsSession;
import dev.handfast.wire.Bytes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * A session stands in for what authentication would say, so it may not say more: whatever is asked of the peer and was
 * not asked when the session was made leads to a full handshake. And an invalidated session is gone, whenever that is
 * said.
 */
@Tag("contract")
class ResumptionChecksTest {

    private String version;
    private SSLContext client = JsseStack.HANDFAST.context(Credentials.shared().client(KeyKind.P256));
    private SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));

    /** Forbids one kind of key, whatever else. */
    private record Without(String algorithm) implements AlgorithmConstraints {

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String name, AlgorithmParameters parameters) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return !key.getAlgorithm().equals(algorithm);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String name, Key key, AlgorithmParameters parameters) {
            return permits(primitives, key);
        }
    }

    private interface Change {
        void of(SSLParameters parameters);
    }

    private static void change(EnginePair.Side side, Change change) {
        SSLParameters parameters = side.engine().getSSLParameters();
        change.of(parameters);
        side.engine().setSSLParameters(parameters);
    }

    private EnginePair pair() {
        return pair("localhost");
    }

    private EnginePair pair(String host) {
        SSLEngine clientEngine = client.createSSLEngine(host, 443);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        return new EnginePair(clientEngine, serverEngine).protocol(version);
    }

    /** Handshakes, and lets the tickets through. */
    private static EnginePair connect(EnginePair pair) throws SSLException {
        pair.handshake();
        byte[] data = {1};
        pair.send(pair.server(), data);
        assertArrayEquals(data, pair.client().received());
        return pair;
    }

    private static boolean resumed(EnginePair pair) throws SSLException {
        boolean resumed = TlsSession.of(connect(pair).client().engine().getSession()).isResumed();
        assertEquals(resumed, TlsSession.of(pair.server().engine().getSession()).isResumed());
        return resumed;
    }

    private void first(String spoken) throws SSLException {
        version = spoken;
        assertFalse(resumed(pair()));
        assertTrue(resumed(pair()));
    }

    private EnginePair mutual() {
        EnginePair pair = pair();
        pair.server().engine().setNeedClientAuth(true);
        return pair;
    }

    // The server's identity

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @PublishedAttack(id = "CVE-2026-48934", victim = "Node.js", kind = AttackKind.RESUMPTION,
            what = "a session is resumed for a host that was not checked")
    void aSessionIsForOneHost(String spoken) throws SSLException {
        first(spoken);
        assertFalse(resumed(pair("127.0.0.1")));
        EnginePair other = pair();
        change(other.client(), to -> to.setServerNames(List.of(new SNIHostName("b.example"))));
        assertFalse(resumed(other));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, HTTPS", "TLSv1.2, HTTPS", "TLSv1.3, LDAPS", "TLSv1.2, LDAPS"})
    @PublishedAttack(id = "CVE-2026-48934", victim = "Node.js", kind = AttackKind.RESUMPTION,
            what = "a session is resumed for a host that was not checked")
    void aHostThatWasNotCheckedIsCheckedWhenItIsAsked(String spoken, String algorithm) throws SSLException {
        first(spoken);
        EnginePair checked = pair();
        change(checked.client(), to -> to.setEndpointIdentificationAlgorithm(algorithm));
        assertFalse(resumed(checked));
        EnginePair again = pair();
        change(again.client(), to -> to.setEndpointIdentificationAlgorithm(algorithm));
        assertTrue(resumed(again));
    }

    /** The certificate is for localhost: a session that was made without a look at the name must not hide that. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aWrongHostIsNotHiddenByASession(String spoken) throws SSLException {
        version = spoken;
        assertFalse(resumed(pair("wrong.example")));
        assertTrue(resumed(pair("wrong.example")));
        EnginePair checked = pair("wrong.example");
        change(checked.client(), to -> to.setEndpointIdentificationAlgorithm("HTTPS"));
        assertThrows(SSLHandshakeException.class, checked::handshake);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void constraintsOfAClientAreAskedAgain(String spoken) throws SSLException {
        first(spoken);
        EnginePair strict = pair();
        change(strict.client(), to -> to.setAlgorithmConstraints(new Without("EC")));
        assertThrows(SSLHandshakeException.class, strict::handshake);
        // The same object finds its session again, but may have come to think otherwise of the certificates.
        AlgorithmConstraints[] changing = {new Without("none")};
        AlgorithmConstraints same = new AlgorithmConstraints() {
            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, String name, AlgorithmParameters parameters) {
                return changing[0].permits(primitives, name, parameters);
            }

            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
                return changing[0].permits(primitives, key);
            }

            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, String name, Key key,
                    AlgorithmParameters parameters) {
                return changing[0].permits(primitives, name, key, parameters);
            }
        };
        for (int i = 0; i < 2; i++) {
            EnginePair lenient = pair();
            change(lenient.client(), to -> to.setAlgorithmConstraints(same));
            assertEquals(i > 0, resumed(lenient));
        }
        changing[0] = new Without("EC");
        EnginePair now = pair();
        change(now.client(), to -> to.setAlgorithmConstraints(same));
        // A resumed handshake would not look at the key again.
        assertThrows(SSLHandshakeException.class, now::handshake);
    }

    /** The server's key signs as is wanted, but its certificate is signed by RSA. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void schemesOfAClientHoldForCertificatesToo(String spoken) throws SSLException {
        first(spoken);
        TlsParameters only = new TlsParameters();
        only.setSignatureSchemes(new String[] {"ecdsa_secp256r1_sha256"});
        EnginePair strict = pair();
        strict.client().engine().setSSLParameters(only);
        assertThrows(SSLHandshakeException.class, strict::handshake);
        assertTrue(resumed(pair()));
        // One that is told to resume is told why it must not.
        SSLSession lenient = connect(pair()).client().engine().getSession();
        EnginePair told = pair();
        told.client().engine().setSSLParameters(only);
        TlsConnection.of(told.client().engine()).resume(lenient);
        String refused = assertThrows(SSLHandshakeException.class, told::handshake).getMessage();
        assertTrue(refused.contains("signature algorithms"), refused);
        for (boolean again : new boolean[] {false, true}) {
            EnginePair wider = pair();
            only.setSignatureSchemes(new String[] {"ecdsa_secp256r1_sha256", "rsa_pkcs1_sha256"});
            wider.client().engine().setSSLParameters(only);
            assertEquals(again, resumed(wider));
        }
    }

    /** Also those that come behind. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void ticketsOfAnInvalidatedSessionAreForgotten(String spoken) throws SSLException {
        version = spoken;
        SessionImpl other = (SessionImpl) TlsSession.of(connect(pair("other.example")).client().engine().getSession());
        for (boolean late : new boolean[] {false, true}) {
            EnginePair pair = pair();
            pair.handshake();
            SessionImpl session = (SessionImpl) TlsSession.of(pair.client().engine().getSession());
            if (late) {
                session.invalidate();
            }
            pair.send(pair.server(), new byte[1]);
            assertEquals(!late, hasTickets(session));
            session.invalidate();
            assertFalse(hasTickets(session));
            assertTrue(hasTickets(other));
        }
    }

    private static boolean hasTickets(SessionImpl session) {
        return session.tickets().has(session.state().identity(), System.currentTimeMillis());
    }

    /** Another trust manager is another context, which shares no sessions. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anotherTrustManagerStartsAnew(String spoken) throws Exception {
        first(spoken);
        client = JsseStack.HANDFAST.context(List.of(), List.of());
        assertThrows(SSLHandshakeException.class, pair()::handshake);
    }

    // The client's identity

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientThatShowedNothingIsAskedWhenItMust(String spoken) throws SSLException {
        first(spoken);
        EnginePair needing = mutual();
        assertFalse(resumed(needing));
        assertEquals(2, needing.server().engine().getSession().getPeerCertificates().length);
        assertTrue(resumed(mutual()));
        // A server that asks nobody does not show its application a client it has not asked.
        assertFalse(resumed(pair()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void constraintsOfAServerAreAskedAgain(String spoken) throws SSLException {
        version = spoken;
        assertFalse(resumed(mutual()));
        assertTrue(resumed(mutual()));
        EnginePair strict = mutual();
        change(strict.server(), to -> to.setAlgorithmConstraints(new Without("RSA")));
        // The client's certificate hangs on an RSA authority, so the full handshake that is due fails or is made anew.
        boolean made;
        try {
            made = resumed(strict);
        } catch (SSLHandshakeException e) {
            made = false;
        }
        assertFalse(made);
        EnginePair stricter = mutual();
        change(stricter.server(), to -> to.setAlgorithmConstraints(new Without("EC")));
        assertThrows(SSLException.class, stricter::handshake);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aServerThatIdentifiesItsClientsDoesSoEachTime(String spoken) throws SSLException {
        version = spoken;
        assertFalse(resumed(mutual()));
        assertTrue(resumed(mutual()));
        EnginePair naming = mutual();
        change(naming.server(), to -> to.setEndpointIdentificationAlgorithm("HTTPS"));
        boolean made;
        try {
            made = resumed(naming);
        } catch (SSLHandshakeException e) {
            made = false;
        }
        assertFalse(made);
    }

    // What is negotiated anew

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theApplicationProtocolIsOfTheConnection(String spoken) throws SSLException {
        version = spoken;
        for (String protocol : new String[] {"a", "b"}) {
            EnginePair pair = pair();
            change(pair.client(), to -> to.setApplicationProtocols(new String[] {"a", "b"}));
            change(pair.server(), to -> to.setApplicationProtocols(new String[] {protocol}));
            assertEquals(protocol.equals("b"), resumed(pair));
            assertEquals(protocol, pair.client().engine().getApplicationProtocol());
        }
        EnginePair none = pair();
        change(none.client(), to -> to.setApplicationProtocols(new String[] {"a"}));
        change(none.server(), to -> to.setApplicationProtocols(new String[] {"c"}));
        assertThrows(SSLHandshakeException.class, none::handshake);
    }

    // Invalidation

    @ParameterizedTest
    @CsvSource({"true, TLSv1.3", "false, TLSv1.3", "true, TLSv1.2", "false, TLSv1.2"})
    void whatIsInvalidatedDuringTheHandshakeIsNotResumed(boolean atClient, String spoken) throws SSLException {
        version = spoken;
        EnginePair pair = pair();
        SSLEngine engine = (atClient ? pair.client() : pair.server()).engine();
        // Before: there is nothing, and saying so does nothing.
        engine.getSession().invalidate();
        SSLSession[] during = new SSLSession[1];
        pair.tasks(task -> {
            task.run();
            if (during[0] == null && engine.getHandshakeSession() != null) {
                during[0] = engine.getHandshakeSession();
                during[0].invalidate();
            }
        });
        connect(pair);
        assertNotNull(during[0]);
        assertFalse(engine.getSession().isValid());
        assertNull(engine.getSession().getSessionContext().getSession(engine.getSession().getId()));
        assertFalse(resumed(pair()));
        assertTrue(resumed(pair()));
    }

    /** A session that is resumed and invalidated takes all of its tickets with it. */
    @ParameterizedTest
    @CsvSource({"true, TLSv1.3", "false, TLSv1.3", "true, TLSv1.2", "false, TLSv1.2"})
    void whatIsInvalidatedOnAnyConnectionIsOver(boolean atClient, String spoken) throws SSLException {
        first(spoken);
        EnginePair pair = pair();
        assertTrue(resumed(pair));
        (atClient ? pair.client() : pair.server()).engine().getSession().invalidate();
        assertFalse(resumed(pair()));
    }

    /** However many sessions somebody makes us invalidate, none of them comes back; 10,000 are remembered. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFloodOfInvalidationsBringsNothingBack(boolean atClient) throws SSLException {
        version = "TLSv1.2";
        EnginePair pair = pair();
        connect(pair);
        SSLSession session = (atClient ? pair.client() : pair.server()).engine().getSession();
        SessionContextImpl context = (SessionContextImpl) session.getSessionContext();
        session.invalidate();
        for (int i = 0; i < 10_001; i++) {
            SessionHeap.shown(context, i).invalidate();
        }
        assertFalse(context.mayResume(((SessionImpl) session).state()));
        assertFalse(resumed(pair()));
    }

    /** RFC 5246 section 7.2, RFC 9846 section 6.2: a fatal alert ends the session, in a handshake too. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void afterAFailureTheNextHandshakeIsFull(String spoken) throws SSLException {
        first(spoken);
        EnginePair broken = pair();
        broken.client().engine().beginHandshake();
        broken.step(broken.client());
        broken.client().takePending();
        broken.client().offer(new byte[] {21, 3, 3, 0, 2, 2, 40});
        assertThrows(SSLException.class, () -> broken.unwrap(broken.client()));
        assertFalse(resumed(pair()));
        EnginePair established = pair();
        assertTrue(resumed(established));
        established.client().offer(Bytes.concat(new byte[] {23, 3, 3, 0, 40}, new byte[40]));
        assertThrows(SSLException.class, () -> established.unwrap(established.client()));
        assertFalse(established.client().engine().getSession().isValid());
        assertFalse(resumed(pair()));
    }
}

package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsSession;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/** A client's sessions are of the managers that they were made with: {@code SSLContext.init} begins anew. */
@Tag("contract")
class EarlierTrustTest {

    private final SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
    private String version;
    private X509Certificate shown;

    private static TrustManager pkix(X509Certificate root) {
        return JsseStack.HANDFAST.trustManagers(List.of(root))[0];
    }

    private static TrustManager picky(boolean refuses) {
        return new PickyTrustManager(List.of(Credentials.shared().root()), refuses);
    }

    private EnginePair pair(SSLContext from) {
        SSLEngine clientEngine = from.createSSLEngine("localhost", 443);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        serverEngine.setWantClientAuth(true);
        return new EnginePair(clientEngine, serverEngine).protocol(version);
    }

    /** The server's session of a connection that has carried data both ways. */
    private SSLSession connect(SSLContext from) throws SSLException {
        EnginePair pair = pair(from).handshake();
        pair.send(pair.client(), new byte[10]);
        pair.send(pair.server(), new byte[10]);
        SSLSession session = pair.server().engine().getSession();
        SSLSession ours = pair.client().engine().getSession();
        assertEquals(TlsSession.of(session).isResumed(), TlsSession.of(ours).isResumed());
        shown = ours.getLocalCertificates() == null ? null : (X509Certificate) ours.getLocalCertificates()[0];
        return session;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @PublishedAttack(id = "CVE-2025-68121", victim = "Go", kind = AttackKind.RESUMPTION,
            what = "a session is resumed though the trusted authorities have changed")
    void aClientResumesNothingOfAnEarlierTrust(String spoken) throws Exception {
        version = spoken;
        SSLContext changing = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        KeyManager[] keys = JsseStack.HANDFAST.keyManagers(List.of(Credentials.shared().client(KeyKind.P256)));
        TrustManager[] trust = {pkix(Credentials.shared().root())};
        changing.init(keys, trust, null);
        assertFalse(TlsSession.of(connect(changing)).isResumed());
        assertTrue(TlsSession.of(connect(changing)).isResumed());
        // The same managers: nothing has changed.
        changing.init(keys, trust.clone(), null);
        assertTrue(TlsSession.of(connect(changing)).isResumed());
        // Another trust manager, of the same class and with the same issuers, may judge differently.
        changing.init(keys, new TrustManager[] {picky(false)}, null);
        assertFalse(TlsSession.of(connect(changing)).isResumed());
        changing.init(keys, new TrustManager[] {picky(true)}, null);
        assertThrows(SSLHandshakeException.class, () -> connect(changing));
        changing.init(keys, new TrustManager[] {pkix(Credentials.shared().unknownCa().root())}, null);
        assertThrows(SSLHandshakeException.class, () -> connect(changing));
        changing.init(keys, new TrustManager[0], null);
        assertThrows(SSLHandshakeException.class, () -> connect(changing));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientIsNobodyThatItWasBefore(String spoken) throws Exception {
        version = spoken;
        SSLContext changing = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        TrustManager[] trust = {pkix(Credentials.shared().root())};
        for (KeyKind kind : List.of(KeyKind.P256, KeyKind.RSA)) {
            Identity identity = Credentials.shared().client(kind);
            changing.init(JsseStack.HANDFAST.keyManagers(List.of(identity)), trust, null);
            for (int i = 0; i < 2; i++) {
                SSLSession session = connect(changing);
                assertEquals(i > 0, TlsSession.of(session).isResumed());
                assertEquals(identity.certificate(), session.getPeerCertificates()[0]);
                assertEquals(identity.certificate(), shown);
            }
        }
        changing.init(null, trust, null);
        assertFalse(TlsSession.of(connect(changing)).isResumed());
        assertNull(shown);
        TlsContext.of(changing).separate("label");
        assertFalse(TlsSession.of(connect(changing)).isResumed());
        assertTrue(TlsSession.of(connect(changing)).isResumed());
        TlsContext.of(changing).separate("");
        assertTrue(TlsSession.of(connect(changing)).isResumed());
    }

    /** A handshake that began under the old trust gives the new one nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void ticketsThatComeAfterTheChangeAreOfTheOldTrust(String spoken) throws Exception {
        version = spoken;
        SSLContext changing = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        changing.init(null, new TrustManager[] {pkix(Credentials.shared().root())}, null);
        EnginePair begun = pair(changing);
        begun.client().engine().beginHandshake();
        begun.step(begun.client());
        changing.init(null, new TrustManager[] {pkix(Credentials.shared().unknownCa().root())}, null);
        begun.handshake();
        assertThrows(SSLHandshakeException.class, () -> connect(changing));
    }

    @Test
    void labelsAreForOurContextsOnly() {
        assertThrows(IllegalArgumentException.class, () -> TlsContext.of(JsseStack.SUN.context(null)).separate("a"));
        assertThrows(NullPointerException.class, () -> TlsContext.of(server).separate(null));
    }
}

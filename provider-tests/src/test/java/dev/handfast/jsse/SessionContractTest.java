package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.KeyKind;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionBindingEvent;
import javax.net.ssl.SSLSessionBindingListener;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link SSLSession} and {@link SSLSessionContext} promise; SunJSSE is the oracle. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class SessionContractTest {

    @Parameter
    JsseRow row;

    @Test
    void beforeTheHandshakeThereIsANullSession() {
        SSLEngine engine = row.pair().client().engine();
        SSLSession session = engine.getSession();
        assertEquals("SSL_NULL_WITH_NULL_NULL", session.getCipherSuite());
        assertEquals("NONE", session.getProtocol());
        assertEquals(0, session.getId().length);
        assertFalse(session.isValid());
        assertNull(session.getLocalCertificates());
        assertNull(session.getLocalPrincipal());
        assertThrows(SSLPeerUnverifiedException.class, session::getPeerCertificates);
        assertThrows(SSLPeerUnverifiedException.class, session::getPeerPrincipal);
        assertTrue(session.getPacketBufferSize() >= 16_384 + 5);
        assertTrue(session.getApplicationBufferSize() >= 16_384);
        assertNull(engine.getHandshakeSession());
    }

    @Test
    void duringTheHandshakeTrustManagersSeeWhatIsNegotiated() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        SSLContext client = SSLContext.getInstance("TLS", row.stack().provider());
        client.init(null, new TrustManager[] {new Witness(seen)}, null);
        EnginePair pair = EnginePair.of(client, row.server()).protocol(row.version());
        pair.handshake();
        assertEquals(row.version() + " localhost:443 true CN=server-P256", seen.get());
        assertNull(pair.client().engine().getHandshakeSession());
    }

    /** Trusts everything and notes the handshake session. */
    private static final class Witness extends X509ExtendedTrustManager {
        private final AtomicReference<String> seen;

        Witness(AtomicReference<String> seen) {
            this.seen = seen;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            ExtendedSSLSession session = (ExtendedSSLSession) engine.getHandshakeSession();
            seen.set(session.getProtocol() + " " + session.getPeerHost() + ":" + session.getPeerPort() + " "
                    + Arrays.asList(session.getLocalSupportedSignatureAlgorithms()).contains("SHA256withECDSA") + " "
                    + chain[0].getSubjectX500Principal().getName());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError("an engine has no socket");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("the extended method is there");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new AssertionError("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("this is a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void afterTheHandshakeBothSidesAgree() throws Exception {
        long before = System.currentTimeMillis();
        EnginePair pair = row.pair().handshake();
        SSLSession client = pair.client().engine().getSession();
        SSLSession server = pair.server().engine().getSession();
        assertEquals(client.getCipherSuite(), server.getCipherSuite());
        X509Certificate own = Credentials.shared().server(KeyKind.P256).certificate();
        assertEquals(own, client.getPeerCertificates()[0]);
        assertEquals(own, server.getLocalCertificates()[0]);
        assertEquals("CN=server-P256", client.getPeerPrincipal().getName());
        assertEquals("CN=server-P256", server.getLocalPrincipal().getName());
        assertNull(client.getLocalCertificates());
        assertThrows(SSLPeerUnverifiedException.class, server::getPeerCertificates);
        assertThrows(SSLPeerUnverifiedException.class, server::getPeerPrincipal);
        assertEquals("localhost", client.getPeerHost());
        assertEquals(443, client.getPeerPort());
        for (SSLSession session : List.of(client, server)) {
            assertTrue(session.isValid());
            assertTrue(session.getCreationTime() >= before && session.getLastAccessedTime() >= before);
            assertNotNull(session.getSessionContext());
            assertNotNull(session.getId());
        }
        if (!row.is13()) {
            assertArrayEquals(client.getId(), server.getId());
        }
    }

    @Test
    void certificateArraysAreCopies() throws Exception {
        SSLSession session = row.pair().handshake().client().engine().getSession();
        session.getPeerCertificates()[0] = null;
        assertNotNull(session.getPeerCertificates()[0]);
    }

    @Test
    void signatureAlgorithmsAreNamedAsInJca() throws Exception {
        EnginePair pair = row.pairWithClientIdentity();
        pair.server().engine().setNeedClientAuth(true);
        pair.handshake();
        for (SSLEngine engine : List.of(pair.client().engine(), pair.server().engine())) {
            ExtendedSSLSession session = (ExtendedSSLSession) engine.getSession();
            assertTrue(Arrays.asList(session.getPeerSupportedSignatureAlgorithms()).contains("SHA256withECDSA"));
            assertTrue(Arrays.asList(session.getLocalSupportedSignatureAlgorithms()).contains("SHA256withECDSA"));
            assertEquals(List.of(), session.getStatusResponses());
        }
    }

    @Test
    void valuesTellTheirListeners() throws Exception {
        SSLSession session = row.pair().handshake().client().engine().getSession();
        List<String> events = new ArrayList<>();
        Bound first = new Bound("first", events);
        Bound second = new Bound("second", events);
        session.putValue("key", first);
        assertEquals(first, session.getValue("key"));
        session.putValue("key", second);
        assertArrayEquals(new String[] {"key"}, session.getValueNames());
        session.removeValue("key");
        session.removeValue("key");
        assertNull(session.getValue("key"));
        assertEquals(0, session.getValueNames().length);
        assertEquals(4, events.size(), events.toString());
        assertEquals(List.of("first bound key", "first unbound key", "second bound key", "second unbound key"),
                events.stream().sorted().toList());
        session.putValue("plain", "text");
        assertEquals("text", session.getValue("plain"));
    }

    @Test
    void valuesAreNeverNull() throws Exception {
        SSLSession session = row.pair().handshake().client().engine().getSession();
        assertThrows(IllegalArgumentException.class, () -> session.putValue(null, "value"));
        assertThrows(IllegalArgumentException.class, () -> session.putValue("key", null));
        assertThrows(IllegalArgumentException.class, () -> session.getValue(null));
        assertThrows(IllegalArgumentException.class, () -> session.removeValue(null));
    }

    /** Notes when it is bound. */
    private record Bound(String name, List<String> events) implements SSLSessionBindingListener {
        @Override
        public void valueBound(SSLSessionBindingEvent event) {
            events.add(name + " bound " + event.getName());
        }

        @Override
        public void valueUnbound(SSLSessionBindingEvent event) {
            events.add(name + " unbound " + event.getName());
        }
    }

    @Test
    void invalidatedSessionsCarryTheirConnectionOn() throws Exception {
        EnginePair pair = row.pair().handshake();
        SSLSession session = pair.client().engine().getSession();
        session.invalidate();
        assertFalse(session.isValid());
        pair.send(pair.client(), new byte[] {1, 2});
        assertArrayEquals(new byte[] {1, 2}, pair.server().received());
    }

    @Test
    void sessionContextsHaveLimits() {
        for (SSLSessionContext context : List.of(row.client().getClientSessionContext(),
                row.server().getServerSessionContext())) {
            assertThrows(IllegalArgumentException.class, () -> context.setSessionTimeout(-1));
            assertThrows(IllegalArgumentException.class, () -> context.setSessionCacheSize(-1));
            context.setSessionTimeout(77);
            context.setSessionCacheSize(5);
            assertEquals(77, context.getSessionTimeout());
            assertEquals(5, context.getSessionCacheSize());
            assertThrows(NullPointerException.class, () -> context.getSession(null));
            assertNull(context.getSession(new byte[32]));
            assertFalse(context.getIds().hasMoreElements());
        }
    }
}

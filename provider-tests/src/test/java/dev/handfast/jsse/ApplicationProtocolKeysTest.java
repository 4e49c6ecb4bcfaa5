package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import java.net.Socket;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key manager knows what the handshake has agreed on when it is asked, the application protocol too: a certificate
 * for acme-tls/1 (RFC 8737 section 3) is chosen by it and by the name.
 */
@Tag("contract")
class ApplicationProtocolKeysTest {

    private static final Credentials CREDENTIALS = Credentials.shared();
    private static final Identity SITE = CREDENTIALS.server(KeyKind.P256);
    private static final Identity CHALLENGE = CREDENTIALS.server(KeyKind.RSA);
    private static final String ACME = "acme-tls/1";

    /** How a server chooses. */
    private enum How {
        LIST, SELECTOR, BOTH, SELECTS_NONE, NOTHING
    }

    /** @param offered what the client offers */
    private record Row(String version, boolean sockets, How how, List<String> offered) {

        /** What is agreed on; empty for none. */
        String agreed() {
            return offered.isEmpty() || how == How.SELECTS_NONE || how == How.NOTHING ? "" : offered.get(0);
        }
    }

    private static Stream<Row> rows() {
        return Stream.of("TLSv1.3", "TLSv1.2").flatMap(version -> Stream.of(true, false)
                .flatMap(sockets -> Stream.of(How.values())
                        .flatMap(how -> Stream.of(List.of(ACME), List.of("h2", "http/1.1"), List.<String>of())
                                .map(offered -> new Row(version, sockets, how, offered)))));
    }

    /** Shows one key where acme-tls/1 is agreed on and another elsewhere, and notes what it was told. */
    private static final class ByProtocol extends KeyManagers.Delegating {

        private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
        private final List<SSLSession> sessions = Collections.synchronizedList(new ArrayList<>());

        ByProtocol(X509ExtendedKeyManager keys) {
            super(keys);
        }

        private String alias(String protocol, SSLSession session) {
            seen.add(String.valueOf(protocol));
            sessions.add(session);
            return ACME.equals(protocol) ? "1" : "0";
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return alias(engine.getHandshakeApplicationProtocol(), engine.getHandshakeSession());
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            SSLSocket tls = (SSLSocket) socket;
            return alias(tls.getHandshakeApplicationProtocol(), tls.getHandshakeSession());
        }

        @Override
        public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
            return alias(engine.getHandshakeApplicationProtocol(), engine.getHandshakeSession());
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            SSLSocket tls = (SSLSocket) socket;
            return alias(tls.getHandshakeApplicationProtocol(), tls.getHandshakeSession());
        }
    }

    private static ByProtocol manager(Identity... own) throws Exception {
        X509ExtendedKeyManager keys = (X509ExtendedKeyManager) KeyManagers.SUNX509.over(List.of(own));
        return new ByProtocol(keys);
    }

    private static SSLContext context(KeyManager keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(new KeyManager[] {keys}, JsseStack.HANDFAST.trustManagers(List.of(CREDENTIALS.root())), null);
        return context;
    }

    private static void configure(Row row, SSLParameters client, SSLParameters server) {
        client.setApplicationProtocols(row.offered.toArray(new String[0]));
        if (row.how == How.LIST || row.how == How.BOTH) {
            server.setApplicationProtocols(row.how == How.BOTH ? new String[] {"none of them"}
                    : new String[] {ACME, "h2", "http/1.1"});
        }
        server.setWantClientAuth(true);
    }

    private static <T> String select(Row row, Function<T, SSLSession> session, T party, List<String> offered,
            List<String> selecting) {
        assertEquals(row.offered, offered);
        SSLSession handshake = session.apply(party);
        assertEquals(row.version, handshake.getProtocol());
        assertTrue(handshake.getCipherSuite().startsWith("TLS_"), handshake.getCipherSuite());
        selecting.add(offered.get(0));
        return row.how == How.SELECTS_NONE ? "" : offered.get(0);
    }

    private static boolean selects(Row row) {
        return row.how == How.SELECTOR || row.how == How.BOTH || row.how == How.SELECTS_NONE;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void bothSidesManagersSeeIt(Row row) throws Exception {
        ByProtocol serverKeys = manager(SITE, CHALLENGE);
        ByProtocol clientKeys = manager(CREDENTIALS.client(KeyKind.P256), CREDENTIALS.client(KeyKind.RSA));
        SSLContext server = context(serverKeys);
        SSLContext client = context(clientKeys);
        List<String> selecting = Collections.synchronizedList(new ArrayList<>());
        Certificate[] shown = row.sockets ? overSockets(row, client, server, selecting)
                : overEngines(row, client, server, selecting);
        boolean acme = row.agreed().equals(ACME);
        assertEquals((acme ? CHALLENGE : SITE).certificate(), shown[0]);
        assertEquals(CREDENTIALS.client(acme ? KeyKind.RSA : KeyKind.P256).certificate(), shown[1]);
        assertEquals(List.of(row.agreed()), serverKeys.seen.stream().distinct().toList());
        assertEquals(List.of(row.agreed()), clientKeys.seen.stream().distinct().toList());
        assertEquals(selects(row) && !row.offered.isEmpty() ? 1 : 0, selecting.size(), "asked once");
        for (SSLSession session : serverKeys.sessions) {
            assertNotNull(session);
            assertEquals(row.version, session.getProtocol());
        }
    }

    private static Certificate[] overEngines(Row row, SSLContext client, SSLContext server, List<String> selecting)
            throws Exception {
        EnginePair pair = EnginePair.of(client, server).protocol(row.version);
        SSLEngine serverEngine = pair.server().engine();
        SSLParameters clientSide = pair.client().engine().getSSLParameters();
        SSLParameters serverSide = serverEngine.getSSLParameters();
        configure(row, clientSide, serverSide);
        pair.client().engine().setSSLParameters(clientSide);
        serverEngine.setSSLParameters(serverSide);
        if (selects(row)) {
            serverEngine.setHandshakeApplicationProtocolSelector((engine, offered) -> select(row,
                    SSLEngine::getHandshakeSession, engine, offered, selecting));
        }
        pair.handshake();
        assertEquals(row.agreed(), serverEngine.getApplicationProtocol());
        assertEquals(row.agreed(), pair.client().engine().getApplicationProtocol());
        return new Certificate[] {pair.client().engine().getSession().getPeerCertificates()[0],
            serverEngine.getSession().getPeerCertificates()[0]};
    }

    private static Certificate[] overSockets(Row row, SSLContext client, SSLContext server, List<String> selecting)
            throws Exception {
        SSLServerSocket listener = SocketPair.listener(server);
        listener.setEnabledProtocols(new String[] {row.version});
        try (SocketPair pair = SocketPair.connect(client, listener)) {
            SSLParameters clientSide = pair.client().getSSLParameters();
            SSLParameters serverSide = pair.server().getSSLParameters();
            configure(row, clientSide, serverSide);
            pair.client().setSSLParameters(clientSide);
            pair.server().setSSLParameters(serverSide);
            if (selects(row)) {
                pair.server().setHandshakeApplicationProtocolSelector((socket, offered) -> select(row,
                        SSLSocket::getHandshakeSession, socket, offered, selecting));
            }
            pair.handshake();
            assertEquals(row.agreed(), pair.server().getApplicationProtocol());
            return new Certificate[] {pair.client().getSession().getPeerCertificates()[0],
                pair.server().getSession().getPeerCertificates()[0]};
        }
    }
}

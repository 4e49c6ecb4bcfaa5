package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What trust managers are told of how the peer authenticates itself: of a client the type of its key, of a server the
 * key exchange, which TLS 1.3 does not have; beside SunJSSE, which has no name for EdDSA keys.
 */
@Tag("contract")
class AuthTypeTest {

    private static final Credentials CREDENTIALS = Credentials.shared();
    private static final Map<KeyKind, String> TYPES = Map.of(KeyKind.RSA, "RSA", KeyKind.RSA_PSS, "RSASSA-PSS",
            KeyKind.P256, "EC", KeyKind.P384, "EC", KeyKind.P521, "EC", KeyKind.ED25519, "EdDSA",
            KeyKind.ED448, "EdDSA");

    private record Row(JsseStack stack, String version, KeyKind kind, boolean sockets) {

        private boolean edwards() {
            return kind == KeyKind.ED25519 || kind == KeyKind.ED448;
        }
    }

    private static Stream<Row> rows() {
        return Stream.of(JsseStack.SUN, JsseStack.HANDFAST).flatMap(stack -> Stream.of("TLSv1.3", "TLSv1.2")
                .flatMap(version -> Stream.of(KeyKind.values()).flatMap(kind -> Stream.of(true, false)
                        .map(sockets -> new Row(stack, version, kind, sockets)))));
    }

    /** Trusts all and notes how it was asked. */
    private static final class Noting extends X509ExtendedTrustManager {

        private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            seen.add(authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            seen.add(authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            seen.add(authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            seen.add(authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException("asked without the connection");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException("asked without the connection");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static SSLContext context(JsseStack stack, dev.handfast.peers.Identity own, TrustManager trust)
            throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", stack.provider());
        context.init(stack.keyManagers(List.of(own)), new TrustManager[] {trust}, null);
        return context;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void ofClientsTheKeyAndOfServersTheKeyExchange(Row row) throws Exception {
        Noting ofServer = new Noting();
        Noting ofClient = new Noting();
        SSLContext client = context(row.stack, CREDENTIALS.client(row.kind), ofServer);
        SSLContext server = context(row.stack, CREDENTIALS.server(row.kind), ofClient);
        if (row.sockets) {
            SSLServerSocket listener = SocketPair.listener(server);
            listener.setEnabledProtocols(new String[] {row.version});
            listener.setNeedClientAuth(true);
            try (SocketPair pair = SocketPair.connect(client, listener)) {
                pair.handshake();
                // The client's certificate comes behind the client's end of the handshake in TLS 1.3
                pair.server().getSession();
            }
        } else {
            EnginePair pair = EnginePair.of(client, server).protocol(row.version);
            pair.server().engine().setNeedClientAuth(true);
            pair.handshake();
        }
        boolean nameless = row.edwards() && (row.stack == JsseStack.SUN || row.version.equals("TLSv1.2"));
        assertEquals(List.of(nameless ? "UNKNOWN" : TYPES.get(row.kind)), ofClient.seen);
        assertEquals(List.of(row.version.equals("TLSv1.3") ? "UNKNOWN"
                : row.kind.isRsa() ? "ECDHE_RSA" : "ECDHE_ECDSA"), ofServer.seen);
    }
}

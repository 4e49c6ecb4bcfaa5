package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.Socket;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trust managers that answer later, of clients and servers, engines and sockets. */
@Tag("contract")
class AsyncTrustManagerTest {

    /** Answers by a stage that the test completes. */
    private static final class Later implements AsyncTrustManager {

        final CompletableFuture<Void> stage = new CompletableFuture<>();
        final CountDownLatch asked = new CountDownLatch(1);
        final AtomicInteger judged = new AtomicInteger();
        boolean answersNull;
        List<X509Certificate> chain;
        String authType;
        String protocol;

        @Override
        public CompletionStage<Void> judgeServer(List<X509Certificate> given, String type, SSLSession session) {
            return judge(given, type, session);
        }

        @Override
        public CompletionStage<Void> judgeClient(List<X509Certificate> given, String type, SSLSession session) {
            return judge(given, type, session);
        }

        private CompletionStage<Void> judge(List<X509Certificate> given, String type, SSLSession session) {
            judged.incrementAndGet();
            chain = given;
            authType = type;
            protocol = session.getProtocol();
            asked.countDown();
            return answersNull ? null : stage;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("asked to block");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("asked to block");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {Credentials.shared().root()};
        }
    }

    private record Row(boolean client, String version) {

        Identity judged() {
            return client ? Credentials.shared().server(KeyKind.P256) : Credentials.shared().client(KeyKind.P256);
        }

        SSLContext context(boolean ofClient, AsyncTrustManager later) throws Exception {
            Identity own = ofClient ? Credentials.shared().client(KeyKind.P256)
                    : Credentials.shared().server(KeyKind.P256);
            return TlsContext.builder(JsseStack.HANDFAST.provider())
                    .keyManagers(JsseStack.HANDFAST.keyManagers(List.of(own)))
                    .trustManagers(ofClient == client ? new javax.net.ssl.TrustManager[] {later}
                            : JsseStack.HANDFAST.trustManagers(List.of(Credentials.shared().root())))
                    .build();
        }

        SSLParameters parameters(boolean ofClient) {
            SSLParameters parameters = new SSLParameters(null, new String[] {version});
            if (!ofClient) {
                parameters.setNeedClientAuth(true);
            }
            return parameters;
        }

        EnginePair pair(Later later) throws Exception {
            EnginePair pair = EnginePair.of(context(true, later), context(false, later));
            pair.client().engine().setSSLParameters(parameters(true));
            pair.server().engine().setSSLParameters(parameters(false));
            return pair;
        }

        EnginePair.Side judge(EnginePair pair) {
            return client ? pair.client() : pair.server();
        }
    }

    static Stream<Row> rows() {
        return Stream.of(new Row(true, "TLSv1.3"), new Row(false, "TLSv1.3"), new Row(true, "TLSv1.2"),
                new Row(false, "TLSv1.2"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anEngineWaitsWithoutAThread(Row row) throws Exception {
        Later later = new Later();
        EnginePair pair = row.pair(later);
        AtomicInteger told = new AtomicInteger();
        EnginePair.Side judge = row.judge(pair);
        TlsConnection.of(judge.engine()).whenReady(told::incrementAndGet);
        untilItWaits(pair, judge);
        assertEquals(row.judged().chain(), later.chain);
        assertEquals(row.version, later.protocol);
        later.stage.complete(null);
        assertEquals(1, told.get());
        pair.handshake();
        assertEquals(row.judged().certificate(), judge.engine().getSession().getPeerCertificates()[0]);
        assertEquals(1, later.judged.get());
    }

    /** Runs both sides until one waits for its trust manager. */
    private static void untilItWaits(EnginePair pair, EnginePair.Side judge) throws SSLException {
        for (int i = 0; i < 1000; i++) {
            for (EnginePair.Side side : List.of(pair.client(), pair.server())) {
                if (side.engine().getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                    Runnable task = side.engine().getDelegatedTask();
                    if (task == null) {
                        assertEquals(judge, side);
                        return;
                    }
                    task.run();
                } else {
                    pair.step(side);
                }
            }
        }
        throw new AssertionError("nobody waits");
    }

    static Stream<Arguments> refusals() {
        return rows().flatMap(row -> Stream.of(
                Arguments.of(row, new CertificateException("not this one"), "certificate_unknown"),
                Arguments.of(row, new CompletionException(new CertificateExpiredException("old")),
                        "certificate_expired"),
                Arguments.of(row, new IllegalStateException("down"), "internal_error"),
                Arguments.of(row, new StackOverflowError("deep"), "internal_error"), Arguments.of(row, null,
                        "internal_error")));
    }

    /** @param failure null for null in place of a stage */
    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalEndsTheHandshake(Row row, Throwable failure, String alert) throws Exception {
        Later later = new Later();
        later.answersNull = failure == null;
        if (failure != null) {
            later.stage.completeExceptionally(failure);
        }
        EnginePair pair = row.pair(later);
        SSLException own = assertThrows(SSLException.class, pair::handshake);
        assertTrue(own.getMessage().startsWith("(" + alert + ")"), own::getMessage);
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        assertTrue(cause == null || own.getCause() == cause, () -> own.getCause().toString());
        SSLException others = assertThrows(SSLException.class, pair::settle);
        assertTrue(others.getMessage().contains(alert), others::getMessage);
    }

    /** A value means nothing, and most of all not trust: raw types let a false through. */
    @ParameterizedTest
    @MethodSource("rows")
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aValueIsNoTrust(Row row) throws Exception {
        for (Object value : new Object[] {false, true, "trusted"}) {
            Later later = new Later();
            ((CompletableFuture) later.stage).complete(value);
            SSLException own = assertThrows(SSLException.class, row.pair(later)::handshake);
            assertTrue(own.getMessage().startsWith("(internal_error)"), own::getMessage);
            assertTrue(own.getMessage().contains("with a value"), own::getMessage);
        }
    }

    /** What is checked of plain trust managers, the name and the algorithms, also of those that are extended. */
    @ParameterizedTest
    @CsvSource({"localhost, true, false, true", "elsewhere.example, true, false, false",
        "localhost, true, true, true", "elsewhere.example, true, true, false", "localhost, false, true, false",
        "localhost, false, false, false"})
    void theNameAndTheAlgorithmsAreCheckedBesides(String name, boolean permitted, boolean extended, boolean right)
            throws Exception {
        Later later = new Later();
        later.stage.complete(null);
        AsyncTrustManager manager = extended ? new Extended(later) : later;
        Row row = new Row(true, "TLSv1.3");
        SSLEngine client = row.context(true, manager).createSSLEngine(name, 443);
        client.setUseClientMode(true);
        SSLParameters parameters = row.parameters(true);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!permitted) {
            parameters.setAlgorithmConstraints(new NoCertificates());
        }
        client.setSSLParameters(parameters);
        SSLEngine server = row.context(false, later).createSSLEngine();
        server.setUseClientMode(false);
        EnginePair pair = new EnginePair(client, server);
        if (right) {
            pair.handshake();
        } else {
            SSLException refused = assertThrows(SSLException.class, pair::handshake);
            assertTrue(refused.getCause() instanceof CertificateException, refused::toString);
        }
        assertEquals(1, later.judged.get());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aSocketBlocksItsOwnThread(Row row) throws Exception {
        Later later = new Later();
        SSLServerSocket listener = SocketPair.listener(row.context(false, later));
        listener.setSSLParameters(row.parameters(false));
        try (SocketPair pair = SocketPair.connect(row.context(true, later), listener)) {
            pair.client().setSSLParameters(row.parameters(true));
            Future<SocketPair> handshake = Background.start(pair::handshake);
            Background.await(later.asked);
            assertFalse(handshake.isDone());
            later.stage.complete(null);
            Background.get(handshake);
            pair.server().getOutputStream().write(7);
            assertEquals(7, pair.client().getInputStream().read());
        }
    }

    /** A client whose session would be resumed is judged again, and waited for too. */
    @Test
    void aResumedClientIsWaitedFor() throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            Later first = new Later();
            first.stage.complete(null);
            Later[] current = {first};
            Row row = new Row(false, version);
            AsyncTrustManager changing = new Delegating(current);
            SSLContext server = TlsContext.builder(JsseStack.HANDFAST.provider())
                    .keyManagers(JsseStack.HANDFAST.keyManagers(List.of(Credentials.shared().server(KeyKind.P256))))
                    .trustManagers(changing).build();
            SSLContext client = JsseStack.HANDFAST.context(Credentials.shared().client(KeyKind.P256));
            sendTickets(pair(row, client, server).handshake());
            Later second = new Later();
            current[0] = second;
            EnginePair again = pair(row, client, server);
            AtomicInteger told = new AtomicInteger();
            TlsConnection.of(again.server().engine()).whenReady(told::incrementAndGet);
            untilItWaits(again, again.server());
            second.stage.complete(null);
            assertEquals(1, told.get());
            sendTickets(again.handshake());
            assertTrue(TlsConnection.of(again.server().engine()).session().isResumed(), version);
            // One that is refused now has a full handshake, in which it is refused for the right reason.
            Later third = new Later();
            third.stage.completeExceptionally(new CertificateException("no more"));
            current[0] = third;
            assertThrows(SSLException.class, pair(row, client, server)::handshake);
            assertEquals(2, third.judged.get());
            assertNull(first.stage.get());
        }
    }

    /** They go with what a server sends next, as they hold the client's certificate. */
    private static void sendTickets(EnginePair pair) throws SSLException {
        pair.send(pair.server(), new byte[1]);
    }

    private static EnginePair pair(Row row, SSLContext client, SSLContext server) {
        EnginePair pair = EnginePair.of(client, server);
        pair.client().engine().setSSLParameters(row.parameters(true));
        pair.server().engine().setSSLParameters(row.parameters(false));
        return pair;
    }

    /** Judges by whoever is in the place. */
    private record Delegating(Later[] current) implements AsyncTrustManager {

        @Override
        public CompletionStage<Void> judgeServer(List<X509Certificate> chain, String authType, SSLSession session) {
            return current[0].judgeServer(chain, authType, session);
        }

        @Override
        public CompletionStage<Void> judgeClient(List<X509Certificate> chain, String authType, SSLSession session) {
            return current[0].judgeClient(chain, authType, session);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("asked to block");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("asked to block");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return current[0].getAcceptedIssuers();
        }
    }

    /** Is shown no engine and no socket although it could be. */
    private static final class Extended extends X509ExtendedTrustManager implements AsyncTrustManager {

        private final Later later;

        Extended(Later later) {
            this.later = later;
        }

        @Override
        public CompletionStage<Void> judgeServer(List<X509Certificate> chain, String authType, SSLSession session) {
            return later.judgeServer(chain, authType, session);
        }

        @Override
        public CompletionStage<Void> judgeClient(List<X509Certificate> chain, String authType, SSLSession session) {
            return later.judgeClient(chain, authType, session);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("asked to block");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("asked to block");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError("asked to block");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError("asked to block");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new AssertionError("asked to block");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new AssertionError("asked to block");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return later.getAcceptedIssuers();
        }
    }

    /** Refuses the keys of certificates, and nothing else. */
    private static final class NoCertificates implements AlgorithmConstraints {

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return false;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key,
                AlgorithmParameters parameters) {
            return true;
        }
    }
}

package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import dev.handfast.tls.Signers.Answer;
import dev.handfast.tls.Signers.Slow;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Keys that sign elsewhere: who signs, in which version, by which key, and in whichever way the signer answers. */
@Tag("contract")
class AsyncSignerTest {

    private static final int MAX_STEPS = 10_000;

    /** Who signs by what. */
    private record Row(boolean server, String version, KeyKind kind) {

        Identity identity() {
            return server ? Credentials.shared().server(kind) : Credentials.shared().client(kind);
        }

        /** A context that shows the signer's certificate. */
        SSLContext own(AsyncSigner signer) throws Exception {
            return TlsContext.builder(JsseStack.HANDFAST.provider())
                    .signer(signer, identity().chain().toArray(new X509Certificate[0]))
                    .trustManagers(JsseStack.HANDFAST.trustManagers(List.of(Credentials.shared().root()))).build();
        }

        SSLContext others() {
            return JsseStack.HANDFAST.context(server ? null : Credentials.shared().server(KeyKind.P256));
        }

        SSLContext client(AsyncSigner signer) throws Exception {
            return server ? others() : own(signer);
        }

        SSLContext serverSide(AsyncSigner signer) throws Exception {
            return server ? own(signer) : others();
        }

        SSLParameters parameters(boolean ofServer) {
            SSLParameters parameters = new SSLParameters(null, new String[] {version});
            if (ofServer && !server) {
                parameters.setNeedClientAuth(true);
            }
            return parameters;
        }
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            for (KeyKind kind : KeyKind.values()) {
                rows.add(new Row(true, version, kind));
                rows.add(new Row(false, version, kind));
            }
        }
        return rows.stream();
    }

    static Stream<Arguments> answers() {
        return rows().flatMap(row -> Stream.of(Answer.values()).map(answer -> Arguments.of(row, answer)));
    }

    /** Two engines, one of which signs elsewhere. */
    private static final class Engines {

        final EnginePair pair;
        final EnginePair.Side own;
        final AtomicInteger told = new AtomicInteger();
        SSLException thrown;

        Engines(Row row, AsyncSigner signer) throws Exception {
            pair = EnginePair.of(row.client(signer), row.serverSide(signer));
            pair.client().engine().setSSLParameters(row.parameters(false));
            pair.server().engine().setSSLParameters(row.parameters(true));
            own = row.server ? pair.server() : pair.client();
        }

        EnginePair.Side other() {
            return own == pair.server() ? pair.client() : pair.server();
        }

        /** Runs both until nothing moves; keeps the first exception of either side. */
        void run() {
            boolean moved = true;
            for (int i = 0; i < MAX_STEPS && moved; i++) {
                moved = step(pair.client());
                moved |= step(pair.server());
            }
            assertFalse(moved, "no end");
        }

        private boolean step(EnginePair.Side side) {
            try {
                if (side.engine().getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                    Runnable task = side.engine().getDelegatedTask();
                    if (task != null) {
                        task.run();
                    }
                    return task != null;
                }
                return pair.step(side);
            } catch (SSLException e) {
                if (side == own) {
                    assertNull(thrown, "failed twice");
                    thrown = e;
                }
                return true;
            }
        }

        boolean isDone() {
            return TlsConnection.of(own.engine()).session().namedGroup() != null
                    && own.engine().getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                    && other().engine().getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anEngineThatIsToldWaitsWithoutAThread(Row row, Answer answer) throws Exception {
        Slow signer = new Slow(row.identity(), answer);
        Engines engines = new Engines(row, signer);
        TlsConnection.of(engines.own.engine()).whenReady(engines.told::incrementAndGet);
        engines.run();
        if (isLate(answer)) {
            assertEquals(HandshakeStatus.NEED_TASK, engines.own.engine().getHandshakeStatus());
            assertNull(engines.own.engine().getDelegatedTask());
            assertEquals(0, engines.told.get());
            if (answer == Answer.NEVER) {
                closeWhileWaiting(engines);
                return;
            }
            signer.answer();
            assertEquals(1, engines.told.get());
            engines.run();
        }
        assertOutcome(row, signer, engines);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anEngineThatIsNotToldBlocksItsTask(Row row, Answer answer) throws Exception {
        Slow signer = new Slow(row.identity(), answer);
        Engines engines = new Engines(row, signer);
        Future<Void> running = Background.run(engines::run);
        if (isLate(answer)) {
            Background.await(signer.asked);
            if (answer == Answer.NEVER) {
                engines.own.engine().closeOutbound();
                Background.get(running);
                assertClosed(engines);
                return;
            }
            signer.answer();
        }
        Background.get(running);
        assertOutcome(row, signer, engines);
    }

    private static boolean isLate(Answer answer) {
        return switch (answer) {
            case BEFORE, FAILS_BEFORE, NULL_STAGE, THROWS, THROWS_ERROR -> false;
            default -> true;
        };
    }

    private static void closeWhileWaiting(Engines engines) throws SSLException {
        engines.own.engine().closeOutbound();
        engines.run();
        assertClosed(engines);
    }

    private static void assertClosed(Engines engines) {
        assertTrue(engines.own.engine().isOutboundDone());
        assertTrue(engines.own.engine().isInboundDone());
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, engines.own.engine().getHandshakeStatus());
        assertEquals(0, engines.told.get());
    }

    private static void assertOutcome(Row row, Slow signer, Engines engines) throws Exception {
        if (signer.answer.succeeds()) {
            assertNull(engines.thrown, () -> engines.thrown.toString());
            assertTrue(engines.isDone());
            assertShown(row, signer, engines.own.engine().getSession(), engines.other().engine().getSession());
            return;
        }
        assertFailed(signer, engines.thrown);
        assertTrue(engines.own.engine().isOutboundDone());
        assertTrue(engines.own.engine().isInboundDone());
    }

    private static void assertFailed(Slow signer, Throwable thrown) {
        assertNotNull(thrown, "nothing thrown");
        assertTrue(thrown.getMessage().startsWith("(internal_error) internal failure: the signer "
                + Slow.class.getName() + " of CN=" + signer.identity.name() + ", asked for "), thrown::getMessage);
        assertTrue(thrown.getMessage().contains(signer.answer.said()), thrown::getMessage);
        if (signer.answer.cause() != null) {
            assertEquals(signer.answer.cause(), thrown.getCause().getClass());
        }
    }

    private static void assertShown(Row row, Slow signer, SSLSession own, SSLSession others) throws Exception {
        assertEquals(row.identity().certificate(), own.getLocalCertificates()[0]);
        assertEquals(row.identity().certificate(), others.getPeerCertificates()[0]);
        SignatureRequest request = signer.request.get();
        assertEquals(row.identity().chain(), request.certificates());
        assertEquals(request.digestAlgorithm() == null, request.digest() == null);
        if (request.digest() != null) {
            assertArrayEquals(MessageDigest.getInstance(request.digestAlgorithm()).digest(request.content()),
                    request.digest());
        }
        assertEquals(request.algorithm().equals("RSASSA-PSS"), request.parameters() != null);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aSocketBlocksItsOwnThread(Row row, Answer answer) throws Exception {
        Slow signer = new Slow(row.identity(), answer);
        SSLServerSocket listener = SocketPair.listener(row.serverSide(signer));
        listener.setSSLParameters(row.parameters(true));
        try (SocketPair pair = SocketPair.connect(row.client(signer), listener)) {
            pair.client().setSSLParameters(row.parameters(false));
            SSLSocket own = row.server ? pair.server() : pair.client();
            SSLSocket other = row.server ? pair.client() : pair.server();
            assertThrows(UnsupportedOperationException.class, () -> TlsConnection.of(own).whenReady(() -> {}));
            Future<Throwable> handshake = Background.start(() -> failureOf(own));
            Future<Throwable> theirs = Background.start(() -> failureOf(other));
            if (isLate(answer)) {
                Background.await(signer.asked);
                if (answer == Answer.NEVER) {
                    own.close();
                    assertNotNull(Background.get(handshake));
                    return;
                }
                signer.answer();
            }
            Throwable thrown = Background.get(handshake);
            if (answer.succeeds()) {
                assertNull(thrown, () -> thrown.toString());
                assertNull(Background.get(theirs));
                assertShown(row, signer, own.getSession(), other.getSession());
            } else {
                assertFailed(signer, thrown);
                assertTrue(Background.get(theirs).getMessage().contains("internal_error"));
            }
        }
    }

    private static Throwable failureOf(SSLSocket socket) {
        try {
            socket.startHandshake();
            // In TLS 1.3 a server's refusal comes behind a client's handshake.
            if (socket.getUseClientMode()) {
                socket.getOutputStream().write(1);
                assertEquals(1, socket.getInputStream().read());
            } else {
                assertEquals(1, socket.getInputStream().read());
                socket.getOutputStream().write(1);
            }
            return null;
        } catch (Throwable e) {
            return e;
        }
    }
}

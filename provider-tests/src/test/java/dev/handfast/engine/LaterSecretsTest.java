package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.async.Eventual;
import dev.handfast.auth.PeerVerifier;
import dev.handfast.crypto.Secret;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.AsyncPrivateKey;
import dev.handfast.tls.CertificatePeer;
import dev.handfast.tls.Signers;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * As {@link SecretsWipedTest}, of a handshake that waits for somebody: whoever that is, and however the wait ends,
 * every secret that can be reached from the work which waits is closed.
 */
@Tag("unit")
class LaterSecretsTest {

    private static final int MOST_ASKED = 10;

    /** Answers all who ask at once, but for one. */
    private static final class Stalling {

        private final int stalled;
        private int asked;
        private CompletableFuture<byte[]> waiting;

        Stalling(int stalled) {
            this.stalled = stalled;
        }

        CompletableFuture<byte[]> answer(byte[] value) {
            if (asked++ != stalled) {
                return CompletableFuture.completedFuture(value);
            }
            waiting = new CompletableFuture<>();
            return waiting;
        }

        /** An identity whose key signs elsewhere. */
        Identity signing(Identity identity) {
            return new Identity(identity.name(), AsyncPrivateKey.of(
                    request -> answer(Signers.signature(identity, request)), identity.certificate().getPublicKey()),
                    identity.chain());
        }

        PeerVerifier verifier() {
            return new PeerVerifier() {
                @Override
                public void verify(CertificatePeer peer, String keyExchange, SessionState soFar) {
                    throw new AssertionError("asked to block");
                }

                @Override
                public Eventual<Void> beginToVerify(CertificatePeer peer, String keyExchange, SessionState soFar) {
                    return Eventual.later(answer(new byte[1]), (trusted, failure) -> {
                        if (failure != null) {
                            throw new TlsFault(Fault.CERTIFICATE_REJECTED, "refused", failure);
                        }
                        return Eventual.done();
                    });
                }
            };
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void whoeverIsWaitedFor(boolean newest, boolean failing) throws TlsFault {
        int secrets = 0;
        int waits = 0;
        for (int stalled = 0; stalled < MOST_ASKED; stalled++) {
            Stalling stalling = new Stalling(stalled);
            Pair pair = pair(stalling, newest);
            run(pair);
            if (stalling.waiting == null) {
                break;
            }
            waits++;
            ProtocolConnection waiter = pair.client.isWorkDue() ? pair.client : pair.server;
            Set<Secret> found = ReachableSecrets.from(roots(waiter));
            if (failing) {
                stalling.waiting.completeExceptionally(new IllegalStateException("down"));
                assertTrue(waiter.failure() != null);
            } else {
                waiter.abandon();
            }
            // Keys that were installed for writing before are needed for the alert; abandon wipes them.
            waiter.abandon();
            secrets += found.size();
            for (Secret secret : found) {
                assertEquals("Secret[closed]", secret.toString(), "stalled at answer " + stalled);
            }
        }
        assertEquals(4, waits, "both sign and both verify");
        // In TLS 1.2 only a client that signs has any yet.
        assertTrue(secrets > (newest ? 10 : 0), "secrets looked at: " + secrets);
    }

    private static Pair pair(Stalling stalling, boolean newest) {
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server();
        client.versions = List.of(newest ? ProtocolVersion.TLS_1_3 : ProtocolVersion.TLS_1_2);
        server.clientAuthentication = ClientAuthentication.NEEDED;
        client.credentials = TestSettings.chooser(stalling.signing(Credentials.shared().client(KeyKind.P256)));
        server.credentials = TestSettings.chooser(stalling.signing(Credentials.shared().server(KeyKind.P256)));
        client.peerVerifier = stalling.verifier();
        server.peerVerifier = stalling.verifier();
        Pair pair = new Pair(client, server);
        pair.client.whenReady(() -> {});
        pair.server.whenReady(() -> {});
        return pair;
    }

    private static void run(Pair pair) throws TlsFault {
        pair.client.begin();
        pair.server.begin();
        boolean moved = true;
        while (moved) {
            moved = step(pair, pair.client) | step(pair, pair.server);
        }
    }

    private static boolean step(Pair pair, ProtocolConnection side) throws TlsFault {
        if (side.progress() == Progress.NEED_WORK) {
            Runnable task = side.takeTask();
            if (task != null) {
                task.run();
            }
            return task != null;
        }
        return Pair.step(side, side == pair.client ? pair.toServer : pair.toClient,
                side == pair.client ? pair.toClient : pair.toServer);
    }

    /** What the connection holds secrets in, with what is done behind the answer. */
    private static List<Object> roots(ProtocolConnection side) {
        List<Object> roots = new ArrayList<>(SecretsWipedTest.roots(side));
        Object task = SecretsWipedTest.field(SecretsWipedTest.field(side, "steps"), "task");
        Object turn = ((AtomicReference<?>) SecretsWipedTest.field(SecretsWipedTest.field(task, "answer"), "current"))
                .get();
        Object pending = ((AtomicReference<?>) SecretsWipedTest.field(turn, "pending")).get();
        roots.add(SecretsWipedTest.field(pending, "awaited"));
        return roots;
    }
}

package dev.handfast.jsse.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ProtocolVersion;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Whoever asks for a session while its handshake goes on sets nothing back, however slow it is. */
@Tag("unit")
class HandshakeViewTest {

    private static final long SECONDS = 30;

    private static final SessionState EARLY = SessionState.begun(1);
    private static final SessionState HELLO = EARLY.change().version(ProtocolVersion.TLS_1_2)
            .suite(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256).build();
    private static final SessionState CERTIFICATE = HELLO.change().requestedName("one.example").build();
    private static final SessionState AGREED = CERTIFICATE.change().resumed(true).build();

    private final SessionImpl session = new SessionImpl(null, null, -1, List.of(), List.of(), null, new byte[32],
            EARLY);
    private Supplier<SessionState> newest = () -> EARLY;
    private final HandshakeView view = new HandshakeView(new ReentrantLock(), session, () -> newest.get());

    @Test
    void whatTheHandshakeKnowsIsShownOnceASuiteIsAgreedOn() {
        assertNull(view.inProgress());
        newest = () -> HELLO;
        assertSame(session, view.inProgress());
        assertSame(HELLO, session.state());
        newest = () -> null;
        assertNull(view.inProgress());
        assertNull(view.known());
        assertSame(HELLO, session.state());
    }

    /** A task knows more than the handshake that waits for it, until the handshake knows something new. */
    @Test
    void whatATaskKnowsStays() {
        newest = () -> HELLO;
        view.publish(CERTIFICATE);
        assertSame(CERTIFICATE, view.inProgress().state());
        newest = () -> AGREED;
        assertSame(AGREED, view.inProgress().state());
    }

    @Test
    void anEstablishedSessionIsNotSetBack() {
        newest = () -> {
            view.establish(AGREED);
            return HELLO;
        };
        view.known();
        assertSame(AGREED, session.state());
        view.publish(CERTIFICATE);
        view.inProgress();
        assertSame(AGREED, session.state());
    }

    /** One thread has read what is known and is slow to show it; another shows what is newer. */
    @Test
    void nothingOlderIsShownLater() throws Exception {
        Thread task = new Thread(() -> view.publish(CERTIFICATE));
        newest = () -> {
            if (task.getState() == Thread.State.NEW) {
                task.start();
                awaitWaitingOrGone(task);
            }
            return Thread.currentThread() == task ? CERTIFICATE : HELLO;
        };
        view.inProgress();
        task.join(TimeUnit.SECONDS.toMillis(SECONDS));
        assertEquals(Thread.State.TERMINATED, task.getState());
        assertSame(CERTIFICATE, session.state());
    }

    private static void awaitWaitingOrGone(Thread thread) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TERMINATED) {
            assertTrue(System.nanoTime() < deadline, "it neither waits nor ends");
            Thread.onSpinWait();
        }
    }
}

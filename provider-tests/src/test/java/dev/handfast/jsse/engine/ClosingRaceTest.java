package dev.handfast.jsse.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.context.ConnectionContext;
import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.Status;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thread closes an engine while another one makes its connection: whichever comes first, it is closed. */
@Timeout(60)
@Tag("contract")
class ClosingRaceTest {

    /** The lock is fair enough: who has waited longer gets it first. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void closingIsNotLost(boolean client, boolean beginsFirst) throws Exception {
        JsseRow row = new JsseRow(JsseStack.HANDFAST, "TLSv1.3");
        SSLEngine engine = (client ? row.client() : row.server()).createSSLEngine("localhost", 443);
        engine.setUseClientMode(client);
        ReentrantLock lock = lockOf(((EngineImpl) engine).association());
        Future<Void> first;
        Future<Void> second;
        lock.lock();
        try {
            first = waiting(lock, 1, beginsFirst ? engine::beginHandshake : engine::closeOutbound);
            second = waiting(lock, 2, beginsFirst ? engine::closeOutbound : engine::beginHandshake);
        } finally {
            lock.unlock();
        }
        Background.get(first);
        try {
            Background.get(second);
        } catch (javax.net.ssl.SSLException tooLate) {
            assertEquals(false, beginsFirst, tooLate::toString);
        }
        ByteBuffer wire = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        for (int i = 0; i < 10 && !engine.isOutboundDone(); i++) {
            engine.wrap(ByteBuffer.allocate(0), wire);
        }
        assertTrue(engine.isOutboundDone());
        assertEquals(Status.CLOSED, engine.wrap(ByteBuffer.wrap(new byte[1]), wire).getStatus());
        assertTrue(wire.position() < 100, "no hello was sent: " + wire);
    }

    private static Future<Void> waiting(ReentrantLock lock, int threads, Background.Work work) {
        Future<Void> begun = Background.run(work);
        while (lock.getQueueLength() < threads && !begun.isDone()) {
            Thread.onSpinWait();
        }
        return begun;
    }

    private static ReentrantLock lockOf(ConnectionContext association) throws ReflectiveOperationException {
        Field lock = ConnectionContext.class.getDeclaredField("lock");
        lock.setAccessible(true);
        return (ReentrantLock) lock.get(association);
    }
}

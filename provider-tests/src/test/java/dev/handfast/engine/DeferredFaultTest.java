package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.handshake.Trace;
import dev.handfast.peers.Background;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fault of a task and a thread that writes meanwhile: the fault is thrown before its alert is produced. */
@Timeout(60)
@Tag("unit")
class DeferredFaultTest {

    /** Has another thread write when the connection has failed, within the task, and waits until it is at it. */
    private static final class WriteAtTheEnd implements Trace {
        private final AtomicReference<Future<WriteStatus>> writing = new AtomicReference<>();
        private final AtomicReference<Thread> writer = new AtomicReference<>();
        private final ByteBuffer wire = ByteBuffer.allocate(20_000);
        private ProtocolConnection connection;

        @Override
        public void ended(String failure) {
            if (failure == null || connection == null || writing.get() != null) {
                return;
            }
            writing.set(Background.start(() -> {
                writer.set(Thread.currentThread());
                return connection.write(new ByteBuffer[0], 0, 0, wire);
            }));
            while (!writing.get().isDone() && (writer.get() == null
                    || writer.get().getState() != Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void aWriterIsToldBeforeTheAlertIsProduced(ConnectionProfile lane) throws Exception {
        WriteAtTheEnd trace = new WriteAtTheEnd();
        TestSettings client = lane.client();
        client.peerVerifier = (peer, keyExchange, soFar) -> {
            throw new TlsFault(Fault.CERTIFICATE_REJECTED, "a name that is not the server's");
        };
        client.trace = trace;
        Pair pair = new Pair(client, lane.server());
        trace.connection = pair.client;
        for (int i = 0; i < 10_000 && trace.writing.get() == null; i++) {
            for (ProtocolConnection side : new ProtocolConnection[] {pair.client, pair.server}) {
                side.begin();
                Runnable task = side.progress() == Progress.NEED_WORK ? side.takeTask() : null;
                if (task != null) {
                    task.run();
                } else {
                    Pair.step(side, side == pair.client ? pair.toServer : pair.toClient,
                            side == pair.client ? pair.toClient : pair.toServer);
                }
            }
        }
        assertNotNull(trace.writing.get(), "the client did not fail");
        ExecutionException thrown = assertThrows(ExecutionException.class, trace.writing.get()::get);
        assertTrue(thrown.getCause() instanceof TlsFault, thrown::toString);
        assertEquals(0, trace.wire.position());
        assertEquals(WriteStatus.OK, pair.client.write(new ByteBuffer[0], 0, 0, trace.wire));
        assertTrue(trace.wire.position() > 0, "the alert is produced afterwards");
    }
}

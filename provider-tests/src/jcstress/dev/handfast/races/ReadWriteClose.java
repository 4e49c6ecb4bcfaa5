package dev.handfast.races;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;

import java.nio.ByteBuffer;
import java.util.Arrays;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two threads of reading, writing and closing meet on one TLS 1.3 engine. What was sent is read whole. What is written
 * comes out as one record that the peer can open, or the engine is found closed; and the peer sees close_notify at the
 * end, behind what was written. Two at a time, because all threads of a test need a processor each.
 */
public final class ReadWriteClose {

    private static final byte[] REQUEST = "asked by the peer".getBytes();
    private static final byte[] ANSWER = "written meanwhile".getBytes();
    private static final int RECORD_MOST = 17_000;

    private ReadWriteClose() {
    }

    /** Contexts are dear to make, and shared by all states. */
    private static final class Contexts {

        static final SSLContext CLIENT;
        static final SSLContext SERVER;

        static {
            try {
                Identity identity = Credentials.shared().server(KeyKind.P256);
                CLIENT = JsseStack.HANDFAST.context(null);
                SERVER = JsseStack.HANDFAST.context(identity);
            } catch (Exception e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    /** Reading does not disturb writing. */
    @JCStressTest
    @Outcome(id = "READ, WRITTEN, DATA_THEN_OPEN", expect = Expect.ACCEPTABLE, desc = "both got through")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a record was lost or garbled, or there was a failure")
    public static class ReadAndWrite {

        /** One thread. */
        @Actor
        public void read(Connection connection, LLL_Result result) {
            connection.read(result);
        }

        /** The other. */
        @Actor
        public void write(Connection connection, LLL_Result result) {
            connection.write(result);
        }

        /** The peer. */
        @Arbiter
        public void observe(Connection connection, LLL_Result result) {
            connection.observe(result);
        }
    }

    /** Closing ends this side's direction only. */
    @JCStressTest
    @Outcome(id = "READ, null, CLOSED", expect = Expect.ACCEPTABLE, desc = "read, and closed for the peer")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "what was sent is not read, or close_notify is missing")
    public static class ReadAndClose {

        /** One thread. */
        @Actor
        public void read(Connection connection, LLL_Result result) {
            connection.read(result);
        }

        /** The other. */
        @Actor
        public void close(Connection connection) {
            connection.close();
        }

        /** The peer. */
        @Arbiter
        public void observe(Connection connection, LLL_Result result) {
            connection.observe(result);
        }
    }

    /** A write comes before the close, whole, or not at all. */
    @JCStressTest
    @Outcome(id = "null, WRITTEN, DATA_THEN_CLOSED", expect = Expect.ACCEPTABLE, desc = "written before the close")
    @Outcome(id = "null, CLOSED, CLOSED", expect = Expect.ACCEPTABLE, desc = "closed before the write")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a record lost, garbled or behind close_notify, or a failure")
    public static class WriteAndClose {

        /** One thread. */
        @Actor
        public void write(Connection connection, LLL_Result result) {
            connection.write(result);
        }

        /** The other. */
        @Actor
        public void close(Connection connection) {
            connection.close();
        }

        /** The peer. */
        @Arbiter
        public void observe(Connection connection, LLL_Result result) {
            connection.observe(result);
        }
    }

    /** A connection whose handshake is through, and what came out of it. */
    @State
    public static class Connection {

        private final SSLEngine peer;
        private final SSLEngine engine;
        private final byte[] toRead;
        private final ByteBuffer written = ByteBuffer.allocate(2 * RECORD_MOST);
        private final ByteBuffer closing = ByteBuffer.allocate(2 * RECORD_MOST);

        /** A pair whose handshake and tickets are through, with a record of the peer's under way. */
        public Connection() {
            peer = Contexts.CLIENT.createSSLEngine("localhost", 443);
            peer.setUseClientMode(true);
            engine = Contexts.SERVER.createSSLEngine();
            engine.setUseClientMode(false);
            EnginePair pair;
            try {
                pair = new EnginePair(peer, engine).protocol("TLSv1.3").handshake();
                ByteBuffer record = ByteBuffer.allocate(RECORD_MOST);
                peer.wrap(ByteBuffer.wrap(REQUEST), record);
                toRead = Arrays.copyOf(record.array(), record.position());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        /** Reads what the peer has sent. */
        void read(LLL_Result result) {
            ByteBuffer content = ByteBuffer.allocate(RECORD_MOST);
            try {
                SSLEngineResult read = engine.unwrap(ByteBuffer.wrap(toRead), content);
                boolean whole = Arrays.equals(REQUEST, Arrays.copyOf(content.array(), content.position()));
                result.r1 = whole ? "READ" : read.toString();
            } catch (SSLException | RuntimeException e) {
                result.r1 = e.toString();
            }
        }

        /** Writes once. */
        void write(LLL_Result result) {
            try {
                SSLEngineResult one = engine.wrap(ByteBuffer.wrap(ANSWER), written);
                result.r2 = one.bytesConsumed() == ANSWER.length ? "WRITTEN" : one.getStatus().toString();
            } catch (SSLException | RuntimeException e) {
                result.r2 = e.toString();
            }
        }

        /** Closes this engine's direction; close_notify is taken out by whoever wraps next. */
        void close() {
            engine.closeOutbound();
        }

        /** What the peer reads of all that came out. */
        void observe(LLL_Result result) {
            try {
                while (!engine.isOutboundDone()) {
                    if (engine.wrap(ByteBuffer.allocate(0), closing).bytesProduced() == 0) {
                        break;
                    }
                }
                ByteBuffer wire = ByteBuffer.allocate(written.position() + closing.position());
                wire.put(written.flip()).put(closing.flip()).flip();
                ByteBuffer content = ByteBuffer.allocate(RECORD_MOST);
                while (wire.hasRemaining() && !peer.isInboundDone()) {
                    peer.unwrap(wire, content);
                }
                byte[] seen = Arrays.copyOf(content.array(), content.position());
                String data = seen.length == 0 ? "" : Arrays.equals(ANSWER, seen) ? "DATA_THEN_" : "GARBAGE_THEN_";
                String end = !peer.isInboundDone() ? "OPEN" : wire.hasRemaining() ? "CLOSED_TOO_EARLY" : "CLOSED";
                result.r3 = data + end;
            } catch (SSLException | RuntimeException e) {
                result.r3 = e.toString();
            }
        }
    }
}

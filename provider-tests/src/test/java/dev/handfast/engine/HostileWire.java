package dev.handfast.engine;

import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Two connections that shake hands, send each other data and close, record by record, through somebody who may change
 * what passes. When nothing moves any more the transport ends, so that whoever still waits is told.
 */
public final class HostileWire {

    /** Stands between the two. */
    public interface Attack {

        /** Passes everything on. */
        Attack NONE = (fromClient, index, record) -> List.of(record);

        /** What the receiver gets in place of a record; {@code index} counts the sender's records from 0. */
        List<byte[]> pass(boolean fromClient, int index, byte[] record);
    }

    /** One record as it was sent, whether it holds data, and how many bytes of data its sender had sent before it. */
    public record Sent(boolean fromClient, int index, byte[] record, boolean data, int dataBefore) {
    }

    /** What each side sends, a record each. */
    static final List<byte[]> DATA = List.of("first".getBytes(), "the second record".getBytes(), "third".getBytes());

    private static final int MAX_STEPS = 5_000;

    public final Side client;
    public final Side server;
    public final List<Sent> sent = new ArrayList<>();
    private final Attack attack;
    private final ByteBuffer packet = ByteBuffer.allocate(17_000);
    private final ByteBuffer data = ByteBuffer.allocate(17_000);

    public HostileWire(TestSettings client, TestSettings server, Attack attack) {
        this.client = new Side(client, true);
        this.server = new Side(server, false);
        this.client.peer = this.server;
        this.server.peer = this.client;
        this.attack = attack;
    }

    /** One end. */
    public final class Side {

        final ProtocolConnection connection;
        final boolean isClient;
        public final ByteArrayOutputStream received = new ByteArrayOutputStream();
        /** The first fault that came out of it. */
        public TlsFault fault;
        boolean wasEstablished;
        private Side peer;
        private byte[] in = new byte[1 << 12];
        private int start;
        private int end;
        private int records;
        private int dataSent;
        private int bytesSent;

        Side(TestSettings settings, boolean isClient) {
            this.connection = new ProtocolConnection(settings.build());
            this.isClient = isClient;
        }

        private boolean step() {
            try {
                switch (connection.progress()) {
                    case NEED_WRITE -> {
                        write(new byte[0]);
                        connection.takeFinished();
                        return true;
                    }
                    case NEED_WORK -> {
                        connection.takeTask().run();
                        return true;
                    }
                    default -> {
                        return start < end && !connection.isReadClosed() && read() || writeData();
                    }
                }
            } catch (TlsFault e) {
                note(e);
                return true;
            }
        }

        private boolean writeData() throws TlsFault {
            if (connection.session() == null || dataSent == DATA.size() || connection.isWriteClosing()) {
                return false;
            }
            write(DATA.get(dataSent++));
            return true;
        }

        private void write(byte[] content) throws TlsFault {
            packet.clear();
            connection.write(new ByteBuffer[] {ByteBuffer.wrap(content)}, 0, 1, packet);
            if (packet.position() == 0) {
                return;
            }
            byte[] record = Arrays.copyOf(packet.array(), packet.position());
            int index = records++;
            sent.add(new Sent(isClient, index, record, content.length > 0, bytesSent));
            bytesSent += content.length;
            boolean altered = fault == null && peer.fault == null;
            for (byte[] piece : altered ? attack.pass(isClient, index, record) : List.of(record)) {
                peer.hear(piece);
            }
        }

        /** Bytes arrive. */
        void hear(byte[] bytes) {
            if (end + bytes.length > in.length) {
                in = Arrays.copyOf(in, 2 * (end + bytes.length));
            }
            System.arraycopy(bytes, 0, in, end, bytes.length);
            end += bytes.length;
        }

        private boolean read() throws TlsFault {
            ByteBuffer src = ByteBuffer.wrap(in, start, end - start);
            data.clear();
            ReadStatus status = connection.read(src, new ByteBuffer[] {data}, 0, 1);
            if (status == ReadStatus.OVERFLOW) {
                throw new AssertionError("no room in " + data.capacity() + " bytes");
            }
            boolean moved = src.position() > start;
            start = src.position();
            received.write(data.array(), 0, data.position());
            connection.takeFinished();
            return moved;
        }

        private void note(TlsFault e) {
            if (fault == null) {
                wasEstablished = connection.session() != null;
                fault = e;
            } else {
                throw new AssertionError("a second fault: " + e.getMessage() + "; the first: " + fault.getMessage());
            }
        }

        private void endTransport() {
            if (fault == null && !connection.isReadClosed()) {
                try {
                    connection.closeRead();
                } catch (TlsFault e) {
                    note(e);
                }
            }
        }

        /** Whether it saw all there was and the peer's goodbye. */
        public boolean isComplete() {
            return fault == null && connection.session() != null && connection.hasPeerClosed()
                    && Arrays.equals(received.toByteArray(), all());
        }
    }

    /** Everything one side sends. */
    public static byte[] all() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DATA.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Hand shaking, data, goodbye, end of transport. */
    public HostileWire run() {
        try {
            server.connection.begin();
            client.connection.begin();
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
        settle();
        goodbye(client);
        goodbye(server);
        client.endTransport();
        server.endTransport();
        settle();
        return this;
    }

    /** Steps both until neither moves. */
    void settle() {
        for (int i = 0; i < MAX_STEPS; i++) {
            boolean moved = client.step();
            moved |= server.step();
            if (!moved) {
                return;
            }
        }
        throw new AssertionError("no end after " + MAX_STEPS + " steps");
    }

    private void goodbye(Side side) {
        if (side.fault == null && side.connection.session() != null) {
            side.connection.closeWrite();
            settle();
        }
    }

    /** Whether both sides take everything for well. */
    public boolean isComplete() {
        return client.isComplete() && server.isComplete();
    }

    /** The fault of the side that found something wrong by itself, or null. */
    TlsFault fault() {
        if (client.fault != null && !isEcho(client.fault)) {
            return client.fault;
        }
        return server.fault != null && !isEcho(server.fault) ? server.fault : null;
    }

    /** Whether a fault only tells of the other side's. */
    static boolean isEcho(TlsFault fault) {
        return fault.fault() == Fault.PEER_ALERT || fault.fault() == Fault.PEER_CLOSED_EARLY
                || fault.fault() == Fault.TRUNCATED;
    }
}

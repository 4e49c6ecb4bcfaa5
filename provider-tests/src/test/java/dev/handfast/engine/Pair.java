package dev.handfast.engine;

import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.TlsFault;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A client and a server connection joined in memory. */
public final class Pair {

    private static final int MAX_STEPS = 10_000;

    public final ProtocolConnection client;
    public final ProtocolConnection server;
    public final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    public final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);

    public Pair(TestSettings client, TestSettings server) {
        this.client = new ProtocolConnection(client.build());
        this.server = new ProtocolConnection(server.build());
    }

    /** Runs both sides until neither has anything left to do. */
    public Pair handshake() throws TlsFault {
        client.begin();
        server.begin();
        for (int i = 0; i < MAX_STEPS; i++) {
            boolean moved = step(client, toServer, toClient);
            moved |= step(server, toClient, toServer);
            if (!moved) {
                return this;
            }
        }
        throw new AssertionError("no end after " + MAX_STEPS + " steps");
    }

    /** One write, task or read of a side; false if there was nothing to do. */
    public static boolean step(ProtocolConnection side, ByteBuffer out, ByteBuffer in) throws TlsFault {
        switch (side.progress()) {
            case NEED_WRITE -> {
                side.write(new ByteBuffer[0], 0, 0, out);
                side.takeFinished();
                return true;
            }
            case NEED_WORK -> {
                side.takeTask().run();
                return true;
            }
            default -> {
                return in.position() > 0 && !side.isReadClosed() && read(side, in).length == 0;
            }
        }
    }

    /** Reads one record and answers its application data. */
    public static byte[] read(ProtocolConnection side, ByteBuffer in) throws TlsFault {
        ByteBuffer data = ByteBuffer.allocate(20_000);
        in.flip();
        try {
            side.read(in, new ByteBuffer[] {data}, 0, 1);
            side.takeFinished();
        } finally {
            in.compact();
        }
        return Arrays.copyOf(data.array(), data.position());
    }

    /** Sends data through and answers what came out. */
    public static byte[] send(ProtocolConnection from, ByteBuffer wire, ProtocolConnection to, byte[] data)
            throws TlsFault {
        ByteBuffer src = ByteBuffer.wrap(data);
        ByteBuffer all = ByteBuffer.allocate(data.length);
        while (src.hasRemaining() || wire.position() > 0) {
            if (src.hasRemaining()) {
                from.write(new ByteBuffer[] {src}, 0, 1, wire);
            }
            all.put(read(to, wire));
        }
        return Arrays.copyOf(all.array(), all.position());
    }
}

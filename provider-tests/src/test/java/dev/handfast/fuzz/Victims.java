package dev.handfast.fuzz;

import dev.handfast.engine.ConnectionProfile;
import dev.handfast.engine.HostileWire;
import dev.handfast.engine.HostileWire.Attack;
import dev.handfast.engine.Progress;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.engine.ReadStatus;
import dev.handfast.handshake.Dialogue;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.HarmlessText;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import java.nio.ByteBuffer;
import java.util.List;

/** What the fuzz targets attack, and what must hold whatever comes. */
final class Victims {

    private static final int MAX_STEPS = 100_000;

    private Victims() {
    }

    /** Shakes hands once in each way, so that what is made once is made. */
    static void prepare() {
        for (ConnectionProfile lane : ConnectionProfile.values()) {
            if (!new HostileWire(lane.client(), lane.server(), Attack.NONE).run().isComplete()) {
                throw new AssertionError("undisturbed, " + lane + " fails");
            }
        }
    }

    /** A client's settings: which versions is the choice of the input. */
    static TestSettings client(int choice) {
        TestSettings client = ConnectionProfile.TLS13_CHACHA20_MUTUAL.client();
        client.suites = TestSettings.client().suites;
        // Without a session ID of its own a client takes a recorded ServerHello, and goes further.
        client.middleboxCompatible = false;
        client.versions = versions(choice);
        return client;
    }

    /** A server's settings, likewise. */
    static TestSettings server(int choice) {
        TestSettings server = ConnectionProfile.TLS13_CHACHA20_MUTUAL.server();
        server.versions = versions(choice);
        return server;
    }

    private static List<ProtocolVersion> versions(int choice) {
        return switch (Math.floorMod(choice, 3)) {
            case 0 -> List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
            case 1 -> List.of(ProtocolVersion.TLS_1_3);
            default -> List.of(ProtocolVersion.TLS_1_2);
        };
    }

    /**
     * Feeds a connection with records, {@code piece} bytes at a time, and then ends the transport.
     *
     * @return the fault it ended by, or null if it was closed in good order
     */
    static Fault feed(TestSettings settings, byte[] data, int piece) {
        ProtocolConnection connection = new ProtocolConnection(settings.build());
        TlsFault fault = null;
        try {
            connection.begin();
            ByteBuffer src = ByteBuffer.wrap(data).limit(0);
            for (int i = 0; i < MAX_STEPS; i++) {
                if (!step(connection, src)) {
                    if (connection.isReadClosed() || src.limit() == data.length) {
                        connection.closeRead();
                        break;
                    }
                    src.limit(Math.min(data.length, src.limit() + piece));
                }
            }
        } catch (TlsFault e) {
            fault = e;
        }
        end(connection);
        check(fault);
        if (connection.session() != null) {
            throw new AssertionError("a forged handshake was believed");
        }
        return fault == null ? null : fault.fault();
    }

    private static boolean step(ProtocolConnection connection, ByteBuffer src) throws TlsFault {
        switch (connection.progress()) {
            case NEED_WRITE -> {
                connection.write(new ByteBuffer[0], 0, 0, ByteBuffer.allocate(17_000));
                return true;
            }
            case NEED_WORK -> {
                connection.takeTask().run();
                return true;
            }
            default -> {
                ByteBuffer[] dst = {ByteBuffer.allocate(17_000)};
                return connection.read(src, dst, 0, 1) == ReadStatus.OK;
            }
        }
    }

    /** A failed connection writes its alert, and then it is over. */
    private static void end(ProtocolConnection connection) {
        try {
            for (int i = 0; i < 10 && connection.progress() == Progress.NEED_WRITE; i++) {
                connection.write(new ByteBuffer[0], 0, 0, ByteBuffer.allocate(17_000));
            }
        } catch (TlsFault e) {
            throw new AssertionError("a second fault", e);
        }
        if (connection.progress() != Progress.IDLE || connection.takeTask() != null) {
            throw new AssertionError("it goes on: " + connection.progress());
        }
    }

    /** Tells the states of one side messages, without records and keys. */
    static void tell(boolean toClient, int choice, byte[] messages) {
        Dialogue dialogue = new Dialogue(client(choice), server(choice), (fromClient, index, raw) -> List.of()).run();
        TlsFault fault = dialogue.say(toClient, messages);
        check(fault);
        if (dialogue.clientSession() != null || dialogue.serverSession() != null) {
            throw new AssertionError("a forged handshake was believed");
        }
    }

    /** A refusal that blames the peer, in words that may be printed; or none. */
    private static void check(TlsFault fault) {
        if (fault == null) {
            return;
        }
        if (fault.fault() == Fault.INTERNAL) {
            throw new AssertionError(fault.getMessage(), fault);
        }
        HarmlessText.check(fault);
    }
}

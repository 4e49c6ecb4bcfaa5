package dev.handfast.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what two sides exchange as a capture of one TCP connection (libpcap's file format), without capturing. */
final class Capture implements AutoCloseable {

    private static final int ETHERNET = 1;
    private static final int MAX_IN_PACKET = 1400;
    private static final int SYN = 2;
    private static final int PUSH_ACK = 0x18;

    private final OutputStream out;
    /** By direction: from the client, from the server. */
    private final int[] sequence = {1000, 5000};
    private int packets;

    Capture(Path file) throws IOException {
        out = Files.newOutputStream(file);
        out.write(ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0)
                .putInt(65_535).putInt(ETHERNET).array());
        packet(true, SYN, new byte[0], 0, 0);
        sequence[0]++;
        packet(false, SYN | 0x10, new byte[0], 0, 0);
        sequence[1]++;
    }

    /** Bytes of one side. */
    void add(boolean fromClient, byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += MAX_IN_PACKET) {
            int count = Math.min(MAX_IN_PACKET, bytes.length - at);
            packet(fromClient, PUSH_ACK, bytes, at, count);
            sequence[fromClient ? 0 : 1] += count;
        }
    }

    private void packet(boolean fromClient, int flags, byte[] bytes, int offset, int count) throws IOException {
        int length = 14 + 20 + 20 + count;
        out.write(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1_800_000_000).putInt(packets++).putInt(length).putInt(length).array());
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put(new byte[12]).putShort((short) 0x0800);
        byte[] client = {10, 0, 0, 1};
        byte[] server = {10, 0, 0, 2};
        packet.put((byte) 0x45).put((byte) 0).putShort((short) (40 + count)).putInt(0)
                .put((byte) 64).put((byte) 6).putShort((short) 0)
                .put(fromClient ? client : server).put(fromClient ? server : client);
        packet.putShort((short) (fromClient ? 40_000 : 443)).putShort((short) (fromClient ? 443 : 40_000))
                .putInt(sequence[fromClient ? 0 : 1]).putInt(flags == SYN ? 0 : sequence[fromClient ? 1 : 0])
                .put((byte) 0x50).put((byte) flags).putShort((short) 0xffff).putInt(0)
                .put(bytes, offset, count);
        out.write(packet.array());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

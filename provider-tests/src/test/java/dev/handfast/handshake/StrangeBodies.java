package dev.handfast.handshake;

import dev.handfast.wire.Bytes;

import java.util.Arrays;
import java.util.List;

/** Bodies of handshake messages that no message of any type, or hardly any, has. */
final class StrangeBodies {

    private StrangeBodies() {
    }

    /** Empty, one byte, and vectors whose lengths reach beyond their end. */
    static List<byte[]> all() {
        byte[] long255 = new byte[40];
        Arrays.fill(long255, (byte) 0xff);
        return List.of(Bytes.NONE, new byte[] {2}, long255);
    }

    /** A message of a type with a body. */
    static byte[] message(int type, byte[] body) {
        return Bytes.concat(new byte[] {(byte) type, 0, (byte) (body.length >>> 8), (byte) body.length}, body);
    }
}

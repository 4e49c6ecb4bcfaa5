package dev.handfast.message;

import static org.junit.jupiter.api.Assertions.fail;

import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.Padding;
import dev.handfast.peers.HarmlessText;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Arrays;

/**
 * What must hold for any bytes whatever: they are refused with a fault that has an alert, or they are understood to the
 * last byte, so that writing gives them back. Two losses are meant: what padding holds, and an empty block of
 * extensions in a hello, which is written as none.
 */
public final class Lossless {

    private Lossless() {
    }

    /** The message, or null if the bytes are refused. */
    public static HandshakeMessage message(byte[] raw, MessageVersion dialect) {
        HandshakeMessage message;
        try {
            message = MessageCodecs.read(raw, dialect);
        } catch (TlsFault fault) {
            hasAlert(fault);
            return null;
        }
        byte[] again = MessageCodecs.write(message);
        if (!Arrays.equals(raw, again) && !emptyBlock(message, raw, again)) {
            same(raw, again, padded(message));
        }
        return message;
    }

    /** The block, or null if the bytes are refused. */
    public static Extensions block(byte[] raw, ExtensionContext context) {
        Extensions extensions;
        try {
            WireReader in = new WireReader(raw, "test");
            extensions = Extensions.read(in, context);
            in.end();
        } catch (TlsFault fault) {
            hasAlert(fault);
            return null;
        } catch (MalformedInput malformed) {
            HarmlessText.check(malformed);
            return null;
        }
        WireWriter out = new WireWriter();
        extensions.write(out);
        same(raw, out.toBytes(), extensions.get(Padding.class) != null);
        return extensions;
    }

    private static void hasAlert(TlsFault fault) {
        if (fault.alert() == null) {
            fail("fault without an alert: " + fault);
        }
        HarmlessText.check(fault);
    }

    private static void same(byte[] raw, byte[] again, boolean padded) {
        if (padded ? raw.length != again.length : !Arrays.equals(raw, again)) {
            fail("read " + Bytes.hex(raw) + "\nwrote " + Bytes.hex(again));
        }
    }

    private static boolean padded(HandshakeMessage message) {
        return message instanceof ClientHello hello && hello.extensions().get(Padding.class) != null;
    }

    private static boolean emptyBlock(HandshakeMessage message, byte[] raw, byte[] again) {
        boolean none = message instanceof ClientHello client && client.extensions().isEmpty()
                || message instanceof ServerHello server && server.extensions().isEmpty();
        return none && raw.length == again.length + 2 && raw[raw.length - 2] == 0 && raw[raw.length - 1] == 0
                && Arrays.equals(raw, 4, again.length, again, 4, again.length);
    }
}

package dev.handfast.handshake;

import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.HandshakeType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The extensions of a handshake message as bytes, to be changed into what no honest side would write. */
final class RawExtensions {

    private record Entry(int type, byte[] body) {
    }

    private final byte[] head;
    private final List<Entry> entries = new ArrayList<>();

    private RawExtensions(byte[] raw) {
        int at = start(raw);
        head = Arrays.copyOf(raw, at);
        ByteBuffer block = ByteBuffer.wrap(raw, at, raw.length - at);
        block.getShort();
        while (block.hasRemaining()) {
            int type = block.getShort() & 0xffff;
            byte[] body = new byte[block.getShort() & 0xffff];
            block.get(body);
            entries.add(new Entry(type, body));
        }
    }

    /** Changes the extensions of each message of a type that one side sends. */
    static Tamper in(HandshakeType type, boolean ofClient, Consumer<RawExtensions> change) {
        return (fromClient, index, raw) -> fromClient == ofClient && isOf(type, raw) ? List.of(change(raw, change))
                : List.of(raw);
    }

    /** As above, of the message with an index alone. */
    static Tamper at(int number, boolean ofClient, Consumer<RawExtensions> change) {
        return (fromClient, index, raw) -> fromClient == ofClient && index == number ? List.of(change(raw, change))
                : List.of(raw);
    }

    static byte[] change(byte[] raw, Consumer<RawExtensions> change) {
        RawExtensions extensions = new RawExtensions(raw);
        change.accept(extensions);
        return extensions.message();
    }

    static boolean isOf(HandshakeType type, byte[] raw) {
        return raw.length > 0 && (raw[0] & 0xff) == type.value();
    }

    /** The body of an extension of a message, or null. */
    static byte[] bodyIn(byte[] raw, ExtensionType type) {
        return new RawExtensions(raw).get(type);
    }

    /** The types of a message's extensions. */
    static Set<Integer> typesIn(byte[] raw) {
        Set<Integer> types = new TreeSet<>();
        if (startIn(raw) < raw.length) {
            new RawExtensions(raw).entries.forEach(entry -> types.add(entry.type));
        }
        return types;
    }

    /** Whether a message is of a type that has extensions here; a Certificate's entries do not count. */
    static boolean has(byte[] raw) {
        return raw[0] == 1 || raw[0] == 2 || raw[0] == 8;
    }

    /** Where the block of a message begins. */
    static int startIn(byte[] raw) {
        return start(raw);
    }

    byte[] get(ExtensionType type) {
        for (Entry entry : entries) {
            if (entry.type == type.value()) {
                return entry.body;
            }
        }
        return null;
    }

    /** Adds an extension behind all others, whether there is one of its type or not. */
    RawExtensions add(ExtensionType type, byte... body) {
        entries.add(new Entry(type.value(), body));
        return this;
    }

    /** Adds an extension in front of all others. */
    RawExtensions addFirst(ExtensionType type, byte... body) {
        entries.add(0, new Entry(type.value(), body));
        return this;
    }

    RawExtensions remove(ExtensionType type) {
        entries.removeIf(entry -> entry.type == type.value());
        return this;
    }

    /** Changes the body of an extension that must be there. */
    RawExtensions set(ExtensionType type, UnaryOperator<byte[]> change) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).type == type.value()) {
                entries.set(i, new Entry(type.value(), change.apply(entries.get(i).body.clone())));
                return this;
            }
        }
        throw new AssertionError("no " + type);
    }

    private byte[] message() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            block.writeBytes(ByteBuffer.allocate(4).putShort((short) entry.type)
                    .putShort((short) entry.body.length).array());
            block.writeBytes(entry.body);
        }
        byte[] message = ByteBuffer.allocate(head.length + 2 + block.size()).put(head).putShort((short) block.size())
                .put(block.toByteArray()).array();
        int body = message.length - 4;
        message[1] = (byte) (body >>> 16);
        message[2] = (byte) (body >>> 8);
        message[3] = (byte) body;
        return message;
    }

    /** Where the block begins: behind what each message has in front of it. */
    private static int start(byte[] raw) {
        ByteBuffer in = ByteBuffer.wrap(raw);
        switch (raw[0]) {
            case 1 -> {
                skip8(in.position(38));
                skip16(in);
                skip8(in);
            }
            case 2 -> {
                skip8(in.position(38));
                in.position(in.position() + 3);
            }
            case 4 -> {
                skip8(in.position(12));
                skip16(in);
            }
            case 8 -> in.position(4);
            case 13 -> skip8(in.position(4));
            default -> throw new AssertionError("message of type " + raw[0] + " has no extensions here");
        }
        return in.position();
    }

    private static void skip8(ByteBuffer in) {
        in.position(in.position() + 1 + (in.get(in.position()) & 0xff));
    }

    private static void skip16(ByteBuffer in) {
        in.position(in.position() + 2 + (in.getShort(in.position()) & 0xffff));
    }
}

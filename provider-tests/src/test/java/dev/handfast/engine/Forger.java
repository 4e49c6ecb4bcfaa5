package dev.handfast.engine;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.MessageCodecs;
import dev.handfast.record.RecordWriter;
import dev.handfast.record.WriteKeys;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.TlsFault;

import java.lang.reflect.Field;
import java.util.Arrays;

/** Seals records with a connection's own keys that the connection itself would never send. */
public final class Forger {

    private Forger() {
    }

    /** The next record of a connection, with any type and content. */
    public static byte[] record(ProtocolConnection from, ContentType type, byte... content) {
        return record(from, type, 0, content);
    }

    /** As above, with padding. */
    static byte[] record(ProtocolConnection from, ContentType type, int padding, byte... content) {
        RecordWriter writer = writer(from);
        byte[] buffer = new byte[17_000];
        System.arraycopy(content, 0, buffer, writer.headroom(), content.length);
        try {
            return Arrays.copyOf(buffer, writer.seal(type, buffer, 0, content.length, padding));
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    /** A KeyUpdate, whether or not the connection would send one now; its own keys change behind it. */
    static byte[] keyUpdate(ProtocolConnection from, boolean requested) {
        byte[] sealed = record(from, ContentType.HANDSHAKE, MessageCodecs.write(new KeyUpdate(requested)));
        HandshakeActions.NextKeys<WriteKeys> next = nextKeys(from);
        writer(from).install(next.next());
        return sealed;
    }

    /** Whether a connection seals what it sends now. */
    static boolean isProtected(ProtocolConnection from) {
        return writer(from).isProtected();
    }

    /** How many records a connection has sealed under its present keys. */
    static long sealedUnderKey(ProtocolConnection from) {
        return writer(from).sealedUnderKey();
    }

    /** Lets a connection's own keys be of a generation, as if it had changed them so often. */
    static void generation(ProtocolConnection from, long generation) {
        set(nextKeys(from), "generation", generation);
    }

    /** Lets a connection's present keys have protected so many bytes. */
    static void sealedBytes(ProtocolConnection from, long bytes) {
        set(writer(from), "sealedBytes", bytes);
    }

    private static void set(Object owner, String name, long value) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            field.setLong(owner, value);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static RecordWriter writer(ProtocolConnection from) {
        return (RecordWriter) outbound(from, "writer");
    }

    @SuppressWarnings("unchecked")
    private static HandshakeActions.NextKeys<WriteKeys> nextKeys(ProtocolConnection from) {
        return (HandshakeActions.NextKeys<WriteKeys>) outbound(from, "nextKeys");
    }

    private static Object outbound(ProtocolConnection from, String name) {
        try {
            Field outbound = ProtocolConnection.class.getDeclaredField("outbound");
            outbound.setAccessible(true);
            Field field = Outbound.class.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(outbound.get(from));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.handfast.engine;

import dev.handfast.record.RecordWriter;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.TlsFault;

import java.lang.reflect.Field;
import java.util.Arrays;

/** Seals records with a connection's own keys that the connection itself would never send. */
public final class Forger {

    private Forger() {
    }

    /** The next record of a connection, with any type and content. */
    public static byte[] record(TlsConnection from, ContentType type, byte... content) {
        return record(from, type, 0, content);
    }

    /** As above, with padding. */
    static byte[] record(TlsConnection from, ContentType type, int padding, byte... content) {
        RecordWriter writer = writer(from);
        byte[] buffer = new byte[17_000];
        System.arraycopy(content, 0, buffer, writer.headroom(), content.length);
        try {
            return Arrays.copyOf(buffer, writer.seal(type, buffer, 0, content.length, padding));
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    /** Whether a connection seals what it sends now. */
    static boolean isProtected(TlsConnection from) {
        return writer(from).isProtected();
    }

    /** How many records a connection has sealed under its present keys. */
    static long sealedUnderKey(TlsConnection from) {
        return writer(from).sealedUnderKey();
    }

    private static RecordWriter writer(TlsConnection from) {
        try {
            Field outbound = TlsConnection.class.getDeclaredField("outbound");
            outbound.setAccessible(true);
            Field writer = Outbound.class.getDeclaredField("writer");
            writer.setAccessible(true);
            return (RecordWriter) writer.get(outbound.get(from));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}

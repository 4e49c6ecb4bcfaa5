package dev.handfast.message;

import static dev.handfast.message.MessageVersion.*;

import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.ObjectPool;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * Handshake messages from and to bytes (RFC 9846 sections 4 and 6): a table of who reads which type in which dialect.
 */
public final class MessageCodecs {

    // struct {
    //     HandshakeType msg_type;
    //     uint24 length;
    //     select (Handshake.msg_type) { ... };
    // } Handshake;

    /** Bytes of type and length before a body. */
    public static final int HEADER = 4;

    @FunctionalInterface
    private interface BodyReader {
        HandshakeMessage read(WireReader in) throws MalformedInput, TlsFault;
    }

    private static final int TYPES = 256;

    /** Bytes of nearly every message; the writer of a longer one is not kept. */
    private static final int ROOM = 2048;

    private static final ObjectPool<WireWriter> WRITERS = new ObjectPool<>(16, () -> new WireWriter(ROOM));

    private static final BodyReader[][] TABLE = new BodyReader[MessageVersion.values().length][TYPES];

    static {
        row(HandshakeType.CLIENT_HELLO, ClientHello::read, HELLO, TLS12, TLS13);
        row(HandshakeType.SERVER_HELLO, ServerHello::read, HELLO, TLS12, TLS13);
        row(HandshakeType.HELLO_REQUEST, HelloRequest::read, HELLO, TLS12);
        row(HandshakeType.NEW_SESSION_TICKET, NewSessionTicket12::read, TLS12);
        row(HandshakeType.NEW_SESSION_TICKET, NewSessionTicket13::read, TLS13);
        row(HandshakeType.END_OF_EARLY_DATA, EndOfEarlyData::read, TLS13);
        row(HandshakeType.ENCRYPTED_EXTENSIONS, EncryptedExtensions::read, TLS13);
        row(HandshakeType.CERTIFICATE, Certificate12::read, TLS12);
        row(HandshakeType.CERTIFICATE, Certificate13::read, TLS13);
        row(HandshakeType.SERVER_KEY_EXCHANGE, ServerKeyExchange::read, TLS12);
        row(HandshakeType.CERTIFICATE_REQUEST, CertificateRequest12::read, TLS12);
        row(HandshakeType.CERTIFICATE_REQUEST, CertificateRequest13::read, TLS13);
        row(HandshakeType.SERVER_HELLO_DONE, ServerHelloDone::read, TLS12);
        row(HandshakeType.CERTIFICATE_VERIFY, CertificateVerify::read, TLS12, TLS13);
        row(HandshakeType.CLIENT_KEY_EXCHANGE, ClientKeyExchange::read, TLS12);
        row(HandshakeType.FINISHED, Finished::read, TLS12, TLS13);
        row(HandshakeType.CERTIFICATE_STATUS, CertificateStatus::read, TLS12);
        row(HandshakeType.KEY_UPDATE, KeyUpdate::read, TLS13);
        row(HandshakeType.COMPRESSED_CERTIFICATE, CompressedCertificate::read, TLS13);
    }

    private MessageCodecs() {
    }

    /**
     * A message with its header.
     *
     * @throws IllegalStateException if one of its vectors is longer than its length prefix can say
     */
    public static byte[] write(HandshakeMessage message) {
        WireWriter out = WRITERS.take();
        out.u8(message.type().value());
        int mark = out.open24();
        message.writeBody(out);
        byte[] raw = out.close(mark).toBytes();
        out.wipe();
        if (raw.length <= ROOM) {
            WRITERS.give(out);
        }
        return raw;
    }

    /**
     * The message in {@code raw}, which is one whole message with its header.
     *
     * @throws TlsFault if it cannot be decoded, breaks a rule that it alone can break, or does not exist in the dialect
     */
    public static HandshakeMessage read(byte[] raw, MessageVersion dialect) throws TlsFault {
        WireReader in = new WireReader(raw, "handshake message");
        try {
            HandshakeType type = HandshakeType.of(in.u8());
            WireReader body = in.vec24(type.toString());
            in.end();
            return readBody(type, body, dialect);
        } catch (MalformedInput e) {
            throw TlsFault.malformed(e);
        }
    }

    /**
     * The message of a type whose body, no more and no less, is in {@code body}.
     *
     * @throws TlsFault as {@link #read}
     */
    public static HandshakeMessage readBody(HandshakeType type, WireReader body, MessageVersion dialect)
            throws TlsFault {
        BodyReader reader = TABLE[dialect.ordinal()][type.value()];
        if (reader == null) {
            throw noReader(type, dialect);
        }
        try {
            HandshakeMessage message = reader.read(body);
            body.end();
            return message;
        } catch (MalformedInput e) {
            throw TlsFault.malformed(e);
        }
    }

    /** Whether there is a message of a type in any dialect. */
    public static boolean knows(HandshakeType type) {
        for (BodyReader[] readers : TABLE) {
            if (readers[type.value()] != null) {
                return true;
            }
        }
        return false;
    }

    private static TlsFault noReader(HandshakeType type, MessageVersion dialect) {
        return knows(type)
                ? new TlsFault(Fault.MESSAGE_UNEXPECTED, "expected a message of " + dialect + ", came " + type)
                : new TlsFault(Fault.MESSAGE_TYPE_UNKNOWN, "expected a message of " + dialect + ", came type " + type);
    }

    private static void row(HandshakeType type, BodyReader reader, MessageVersion... dialects) {
        for (MessageVersion dialect : dialects) {
            TABLE[dialect.ordinal()][type.value()] = reader;
        }
    }
}

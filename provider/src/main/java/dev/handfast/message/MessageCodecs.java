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

    /** What a body may be, with its type and the dialects that have it. */
    private enum Body {
        CLIENT_HELLO(HandshakeType.CLIENT_HELLO, HELLO, TLS12, TLS13),
        SERVER_HELLO(HandshakeType.SERVER_HELLO, HELLO, TLS12, TLS13),
        HELLO_REQUEST(HandshakeType.HELLO_REQUEST, HELLO, TLS12),
        NEW_SESSION_TICKET_12(HandshakeType.NEW_SESSION_TICKET, TLS12),
        NEW_SESSION_TICKET_13(HandshakeType.NEW_SESSION_TICKET, TLS13),
        END_OF_EARLY_DATA(HandshakeType.END_OF_EARLY_DATA, TLS13),
        ENCRYPTED_EXTENSIONS(HandshakeType.ENCRYPTED_EXTENSIONS, TLS13),
        CERTIFICATE_12(HandshakeType.CERTIFICATE, TLS12),
        CERTIFICATE_13(HandshakeType.CERTIFICATE, TLS13),
        SERVER_KEY_EXCHANGE(HandshakeType.SERVER_KEY_EXCHANGE, TLS12),
        CERTIFICATE_REQUEST_12(HandshakeType.CERTIFICATE_REQUEST, TLS12),
        CERTIFICATE_REQUEST_13(HandshakeType.CERTIFICATE_REQUEST, TLS13),
        SERVER_HELLO_DONE(HandshakeType.SERVER_HELLO_DONE, TLS12),
        CERTIFICATE_VERIFY(HandshakeType.CERTIFICATE_VERIFY, TLS12, TLS13),
        CLIENT_KEY_EXCHANGE(HandshakeType.CLIENT_KEY_EXCHANGE, TLS12),
        FINISHED(HandshakeType.FINISHED, TLS12, TLS13),
        CERTIFICATE_STATUS(HandshakeType.CERTIFICATE_STATUS, TLS12),
        KEY_UPDATE(HandshakeType.KEY_UPDATE, TLS13),
        COMPRESSED_CERTIFICATE(HandshakeType.COMPRESSED_CERTIFICATE, TLS13);

        private final HandshakeType type;
        private final MessageVersion[] dialects;

        Body(HandshakeType type, MessageVersion... dialects) {
            this.type = type;
            this.dialects = dialects;
        }

        HandshakeMessage read(WireReader in) throws MalformedInput, TlsFault {
            // Not a lambda in each constant: a JVM would link all of them for the first message.
            return switch (this) {
                case CLIENT_HELLO -> ClientHello.read(in);
                case SERVER_HELLO -> ServerHello.read(in);
                case HELLO_REQUEST -> HelloRequest.read(in);
                case NEW_SESSION_TICKET_12 -> NewSessionTicket12.read(in);
                case NEW_SESSION_TICKET_13 -> NewSessionTicket13.read(in);
                case END_OF_EARLY_DATA -> EndOfEarlyData.read(in);
                case ENCRYPTED_EXTENSIONS -> EncryptedExtensions.read(in);
                case CERTIFICATE_12 -> Certificate12.read(in);
                case CERTIFICATE_13 -> Certificate13.read(in);
                case SERVER_KEY_EXCHANGE -> ServerKeyExchange.read(in);
                case CERTIFICATE_REQUEST_12 -> CertificateRequest12.read(in);
                case CERTIFICATE_REQUEST_13 -> CertificateRequest13.read(in);
                case SERVER_HELLO_DONE -> ServerHelloDone.read(in);
                case CERTIFICATE_VERIFY -> CertificateVerify.read(in);
                case CLIENT_KEY_EXCHANGE -> ClientKeyExchange.read(in);
                case FINISHED -> Finished.read(in);
                case CERTIFICATE_STATUS -> CertificateStatus.read(in);
                case KEY_UPDATE -> KeyUpdate.read(in);
                case COMPRESSED_CERTIFICATE -> CompressedCertificate.read(in);
            };
        }
    }

    private static final int TYPES = 256;

    /** Bytes of nearly every message; the writer of a longer one is not kept. */
    private static final int ROOM = 2048;

    private static final ObjectPool<WireWriter> WRITERS = new ObjectPool<>(16) {
        @Override
        protected WireWriter make() {
            return new WireWriter(ROOM);
        }
    };

    private static final Body[][] TABLE = new Body[MessageVersion.values().length][TYPES];

    static {
        for (Body body : Body.values()) {
            for (MessageVersion dialect : body.dialects) {
                TABLE[dialect.ordinal()][body.type.value()] = body;
            }
        }
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
        Body known = TABLE[dialect.ordinal()][type.value()];
        if (known == null) {
            throw noReader(type, dialect);
        }
        try {
            HandshakeMessage message = known.read(body);
            body.end();
            return message;
        } catch (MalformedInput e) {
            throw TlsFault.malformed(e);
        }
    }

    /** Whether there is a message of a type in any dialect. */
    public static boolean knows(HandshakeType type) {
        for (Body[] bodies : TABLE) {
            if (bodies[type.value()] != null) {
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
}

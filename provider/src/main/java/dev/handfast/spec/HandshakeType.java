package dev.handfast.spec;

import org.jspecify.annotations.Nullable;

/** The type of a handshake message (RFC 9846 section 4 and appendix B.3, RFC 5246 section 7.4). */
public final class HandshakeType extends CodePoint {

    private static final Registry<HandshakeType> KNOWN = new Registry<>();

    public static final HandshakeType HELLO_REQUEST = known(0, "HelloRequest");
    public static final HandshakeType CLIENT_HELLO = known(1, "ClientHello");
    public static final HandshakeType SERVER_HELLO = known(2, "ServerHello");
    public static final HandshakeType NEW_SESSION_TICKET = known(4, "NewSessionTicket");
    public static final HandshakeType END_OF_EARLY_DATA = known(5, "EndOfEarlyData");
    public static final HandshakeType ENCRYPTED_EXTENSIONS = known(8, "EncryptedExtensions");
    public static final HandshakeType CERTIFICATE = known(11, "Certificate");
    public static final HandshakeType SERVER_KEY_EXCHANGE = known(12, "ServerKeyExchange");
    public static final HandshakeType CERTIFICATE_REQUEST = known(13, "CertificateRequest");
    public static final HandshakeType SERVER_HELLO_DONE = known(14, "ServerHelloDone");
    public static final HandshakeType CERTIFICATE_VERIFY = known(15, "CertificateVerify");
    public static final HandshakeType CLIENT_KEY_EXCHANGE = known(16, "ClientKeyExchange");
    public static final HandshakeType FINISHED = known(20, "Finished");
    public static final HandshakeType CERTIFICATE_STATUS = known(22, "CertificateStatus");
    public static final HandshakeType KEY_UPDATE = known(24, "KeyUpdate");
    public static final HandshakeType COMPRESSED_CERTIFICATE = known(25, "CompressedCertificate");
    /** Not a message of its own: stands for a first ClientHello in the transcript (RFC 9846 section 4.1). */
    public static final HandshakeType MESSAGE_HASH = known(254, "message_hash");

    private HandshakeType(int value, @Nullable String name) {
        super(value, name);
    }

    /** The type with a value, known or not. */
    public static HandshakeType of(int value) {
        HandshakeType known = KNOWN.get(value);
        return known != null ? known : new HandshakeType(value, null);
    }

    private static HandshakeType known(int value, String name) {
        return KNOWN.add(new HandshakeType(value, name));
    }
}

package dev.handfast.handshake.client12;

import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerExtensionChecks;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.EcPointFormats;
import dev.handfast.message.ext.ExtendedMasterSecret;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.RecordSizeLimit;
import dev.handfast.message.ext.RenegotiationInfo;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

/** Takes a ServerHello of TLS 1.2 (RFC 5246 section 7.4.1.3). */
public final class StartClient12 {

    private StartClient12() {
    }

    /**
     * Goes on from a ServerHello whose version, suite, compression and choice of extensions are in order and whose
     * bytes are not in the transcript yet.
     */
    public static HandshakeState accept(ClientHandshake handshake, ServerHello hello, IncomingMessage in,
            HandshakeActions out)
            throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        checkSessionId(handshake, hello);
        SessionState.Builder known = agree(handshake.known(), hello, settings)
                .timestamps(ServerExtensionChecks.timestamps(hello.extensions()));
        if (!hello.sessionId().isEmpty()) {
            known.givenId(hello.sessionId());
        } else if (hello.extensions().get(SessionTicket.class) == null) {
            // RFC 5246 section 7.4.1.3: it cannot be resumed.
            known.identity(Opaque.EMPTY);
        }
        // Whether CertificateVerify will sign the messages, CertificateRequest says; the hash is that of Finished (RFC
        // 5246 section 7.4.9).
        handshake.transcript().startKeeping(settings.crypto().hash(hello.suite().hash()));
        handshake.transcript().add(in.raw());
        ClientHandshake next = handshake.with(known.build());
        out.learned(next.known());
        return new ExpectCertificate(new AgreedParameters(next, hello, new HelloRequests()));
    }

    /** Checks what holds in full and resumed handshakes, and takes what is agreed on. */
    static SessionState.Builder agree(SessionState begun, ServerHello hello, HandshakeConfig settings) throws TlsFault {
        checkRenegotiationInfo(hello.extensions(), settings);
        checkPointFormats(hello.extensions());
        boolean extended = extendedMasterSecret(hello.extensions(), settings);
        SessionState.Builder known = begun.change()
                .version(ProtocolVersion.TLS_1_2)
                .suite(hello.suite())
                .sessionId(hello.sessionId())
                .extendedMasterSecret(extended)
                .applicationProtocol(ServerExtensionChecks.applicationProtocol(hello.extensions(), settings));
        ServerExtensionChecks.recordLimits(hello.extensions(), settings, ProtocolVersion.TLS_1_2, known);
        if (hello.extensions().get(RecordSizeLimit.class) != null) {
            // RFC 8449 section 4: records without protection are not limited, so ExpectFinished sets the limits again.
            known.recordLimits(Limits.PLAINTEXT, Limits.PLAINTEXT);
        }
        return known;
    }

    /**
     * RFC 5246 section 7.4.1.3: the client's session ID means that a session is resumed, and none was offered; the ID
     * only stands there for TLS 1.3's middleboxes.
     */
    private static void checkSessionId(ClientHandshake handshake, ServerHello hello) throws TlsFault {
        if (!hello.sessionId().isEmpty() && hello.sessionId().equals(handshake.hello().sessionId())) {
            throw new TlsFault(Fault.SESSION_ID_UNKNOWN, "expected another session ID than the ClientHello's, which"
                    + " names no session");
        }
    }

    /** RFC 5746 sections 3.4 and 4.1. */
    private static void checkRenegotiationInfo(Extensions answer, HandshakeConfig settings) throws TlsFault {
        RenegotiationInfo info = answer.get(RenegotiationInfo.class);
        if (info == null) {
            if (settings.compatibility().secureRenegotiationRequired()) {
                throw new TlsFault(Fault.RENEGOTIATION_INSECURE, "ServerHello holds no renegotiation_info; update the"
                        + " server, or set sun.security.ssl.allowLegacyHelloMessages=true");
            }
        } else if (!info.verifyData().isEmpty()) {
            throw new TlsFault(Fault.RENEGOTIATION_INFO_WRONG, "ServerHello's holds " + info.verifyData().length()
                    + " bytes");
        }
    }

    /** RFC 8422 sections 5.1.2 and 5.2. */
    private static void checkPointFormats(Extensions answer) throws TlsFault {
        EcPointFormats formats = answer.get(EcPointFormats.class);
        if (formats != null && !formats.hasUncompressed()) {
            throw new TlsFault(Fault.POINT_FORMAT_UNSUPPORTED, "ServerHello's ec_point_formats holds "
                    + formats.formats());
        }
    }

    /** RFC 7627 section 5.2. */
    private static boolean extendedMasterSecret(Extensions answer, HandshakeConfig settings) throws TlsFault {
        boolean extended = answer.get(ExtendedMasterSecret.class) != null;
        if (!extended && settings.compatibility().extendedMasterSecretRequired()) {
            throw new TlsFault(Fault.EXTENDED_MASTER_SECRET_MISSING, "ServerHello holds no extended_master_secret,"
                    + " which this side requires");
        }
        return extended;
    }
}

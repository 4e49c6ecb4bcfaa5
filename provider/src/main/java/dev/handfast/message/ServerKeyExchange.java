package dev.handfast.message;

import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;

/**
 * The server's half of a TLS 1.2 key agreement, signed (RFC 5246 section 7.4.3, RFC 8422 section 5.4).
 *
 * <p>The bytes do not say which kind they are, the cipher suite does; so a state asks for the kind its suite demands
 * and gets the other only from a peer that breaks the protocol. What reads as the elliptic-curve kind to its last byte
 * is taken as that: bytes signed for ECDHE can so never pass for a finite field (the cross-protocol attack of
 * Mavrogiannopoulos and others, 2012).
 */
public sealed interface ServerKeyExchange extends HandshakeMessage
        permits EcdheServerKeyExchange, DheServerKeyExchange {

    // struct {
    //     select (KeyExchangeAlgorithm) {
    //         case ec_diffie_hellman: ServerECDHParams params;
    //         case dhe_rsa:           ServerDHParams params;
    //     };
    //     digitally-signed struct {
    //         opaque client_random[32];
    //         opaque server_random[32];
    //         ... params;
    //     } signed_params;
    // } ServerKeyExchange;

    /** With what the server signed. */
    SignatureScheme scheme();

    /** The signature over both randoms and {@link #signedParams()}; may be empty, then it does not verify. */
    Opaque signature();

    /** The bytes that are signed behind the two randoms. */
    byte[] signedParams();

    @Override
    default HandshakeType type() {
        return HandshakeType.SERVER_KEY_EXCHANGE;
    }

    /** Reads either kind; leaves nothing. */
    static ServerKeyExchange read(WireReader in) throws MalformedInput {
        Opaque body = in.rest();
        if (body.isEmpty() || body.at(0) != EcdheServerKeyExchange.NAMED_CURVE) {
            return readDhe(body);
        }
        try {
            return readEcdhe(body);
        } catch (MalformedInput notEcdhe) {
            // A prime of 6144 to 8184 bits starts with the same byte.
            try {
                return readDhe(body);
            } catch (MalformedInput notDhe) {
                throw new MalformedInput(notEcdhe.getMessage() + "; as finite field, " + notDhe.getMessage());
            }
        }
    }

    private static EcdheServerKeyExchange readEcdhe(Opaque body) throws MalformedInput {
        WireReader in = body.reader("ServerKeyExchange");
        EcdheServerKeyExchange message = EcdheServerKeyExchange.read(in);
        in.end();
        return message;
    }

    private static DheServerKeyExchange readDhe(Opaque body) throws MalformedInput {
        WireReader in = body.reader("ServerKeyExchange");
        DheServerKeyExchange message = DheServerKeyExchange.read(in);
        in.end();
        return message;
    }
}

package dev.handfast.message;

import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * The client's half of a TLS 1.2 key agreement (RFC 5246 section 7.4.7, RFC 8422 section 5.7). Its shape depends on the
 * cipher suite, so it stays whole until the state asks for one.
 *
 * @param body all of the message's body
 */
public record ClientKeyExchange(Opaque body) implements HandshakeMessage {

    // struct {
    //     select (KeyExchangeAlgorithm) {
    //         case rsa:               opaque encrypted_pre_master_secret<0..2^16-1>;
    //         case dhe_rsa:           opaque dh_Yc<1..2^16-1>;
    //         case ec_diffie_hellman: opaque ecdh_Yc<1..2^8-1>;
    //     } exchange_keys;
    // } ClientKeyExchange;

    public ClientKeyExchange {
        Ranges.length(body, 0, 0xffffff, "ClientKeyExchange");
    }

    /** With a point of 1 to 255 bytes. */
    public static ClientKeyExchange ofEc(Opaque point) {
        Ranges.length(point, 1, 0xff, "ecdh_Yc");
        return new ClientKeyExchange(new WireWriter(256).opaque8(point).toOpaque());
    }

    /** With a public value of 1 to 65535 bytes. */
    public static ClientKeyExchange ofDh(Opaque publicValue) {
        Ranges.length(publicValue, 1, 0xffff, "dh_Yc");
        return new ClientKeyExchange(new WireWriter(512).opaque16(publicValue).toOpaque());
    }

    /** With a premaster secret encrypted to the server's RSA key, 0 to 65535 bytes. */
    public static ClientKeyExchange ofRsa(Opaque encryptedPremaster) {
        return new ClientKeyExchange(new WireWriter(512).opaque16(encryptedPremaster).toOpaque());
    }

    static ClientKeyExchange read(WireReader in) {
        return new ClientKeyExchange(in.rest());
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CLIENT_KEY_EXCHANGE;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(body);
    }

    /** The client's point. */
    public Opaque ecPoint() throws MalformedInput {
        WireReader in = reader();
        Opaque point = Vectors.nonEmpty(in.opaque8(), in);
        in.end();
        return point;
    }

    /** The client's public value in the server's finite field, big-endian. */
    public Opaque dhPublic() throws MalformedInput {
        WireReader in = reader();
        Opaque publicValue = Vectors.nonEmpty(in.opaque16(), in);
        in.end();
        return publicValue;
    }

    /** The encrypted premaster secret; its length is not judged here (RFC 5246 section 7.4.7.1). */
    public Opaque encryptedPremaster() throws MalformedInput {
        WireReader in = reader();
        Opaque encrypted = in.opaque16();
        in.end();
        return encrypted;
    }

    private WireReader reader() {
        return body.reader("ClientKeyExchange");
    }
}

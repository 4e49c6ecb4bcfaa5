package dev.handfast.handshake.server12;

import dev.handfast.auth.PeerChain;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.message.ClientKeyExchange;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

/** Waits for ClientKeyExchange (RFC 5246 section 7.4.7, RFC 8422 sections 3 and 5.7). */
final class ExpectKeyExchange extends ServerState12 {

    private final @Nullable PeerChain chain;

    /** {@code chain} is what the client has shown, or null if nothing. */
    ExpectKeyExchange(Server12 server, @Nullable PeerChain chain) {
        super(server);
        this.chain = chain;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        ClientKeyExchange message = StateChecks.message(ClientKeyExchange.class, in, this);
        Opaque share = share(message);
        server.add(in);
        byte[] sessionHash = server.known().extendedMasterSecret() ? server.transcript().hash() : null;
        Secrets12.Inputs inputs = new Secrets12.Inputs(server.suite(), server.handshake().clientRandom(),
                server.hello().random().toBytes(), server.encryptThenMac(), sessionHash);
        return chain == null
                ? new Suspended(new AgreeKeys(server, share, inputs, null), "agreeing on keys", this)
                : new ExpectCertificateVerify(server, chain, share, inputs);
    }

    private Opaque share(ClientKeyExchange message) throws TlsFault {
        try {
            return switch (server.suite().agreement()) {
                case ECDHE -> message.ecPoint();
                case DHE -> message.dhPublic();
                case RSA -> message.encryptedPremaster();
                case TLS13 -> throw new IllegalStateException(server.suite() + " in TLS 1.2");
            };
        } catch (MalformedInput e) {
            throw TlsFault.malformed(e);
        }
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.CLIENT_KEY_EXCHANGE);
    }

    @Override
    public String waitingFor() {
        return "ClientKeyExchange";
    }
}

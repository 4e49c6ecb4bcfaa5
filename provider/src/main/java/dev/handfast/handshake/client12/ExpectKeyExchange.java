package dev.handfast.handshake.client12;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.DheServerKeyExchange;
import dev.handfast.message.EcdheServerKeyExchange;
import dev.handfast.message.ServerKeyExchange;
import dev.handfast.message.ext.SupportedGroups;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.FiniteFields;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/**
 * Waits for ServerKeyExchange (RFC 5246 section 7.4.3, RFC 8422 section 5.4) and checks its group; its signature is for
 * {@link ClientFlight}.
 */
final class ExpectKeyExchange extends ClientState12 {

    private final AgreedParameters agreed;
    private final ServerFlightParts parts;

    ExpectKeyExchange(AgreedParameters agreed, ServerFlightParts parts) {
        this.agreed = agreed;
        this.parts = parts;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (agreed.passesOver(in)) {
            return this;
        }
        ServerKeyExchange message = StateChecks.message(ServerKeyExchange.class, in, this);
        NamedGroup group = group(message);
        agreed.add(in);
        SessionState known = agreed.handshake().known().change().group(group).build();
        return new ExpectRequestOrDone(agreed.with(known), parts.with(message));
    }

    private @Nullable NamedGroup group(ServerKeyExchange message) throws TlsFault {
        if (agreed.suite().agreement() == CipherSuite.KeyAgreement.ECDHE) {
            if (message instanceof EcdheServerKeyExchange ecdhe) {
                return curve(ecdhe.group());
            }
        } else if (message instanceof DheServerKeyExchange dhe) {
            return field(number(dhe.p()), number(dhe.g()), number(dhe.ys()));
        }
        throw new TlsFault(Fault.MESSAGE_MALFORMED, "expected the ServerKeyExchange of " + agreed.suite()
                + ", came that of another key exchange");
    }

    /** RFC 8422 section 5.4: the curve must be one that the client offered; hybrids are not for TLS 1.2. */
    private NamedGroup curve(NamedGroup group) throws TlsFault {
        SupportedGroups offered = agreed.handshake().hello().extensions().get(SupportedGroups.class);
        boolean isCurve = group.isFor(ProtocolVersion.TLS_1_2) && group.kind() != NamedGroup.Kind.FFDHE;
        if (!isCurve || offered == null || !offered.groups().contains(group)) {
            throw new TlsFault(Fault.GROUP_NOT_OFFERED, "the server chose " + group + " for " + agreed.suite()
                    + ", offered were " + (offered == null ? "none" : Printable.list(offered.groups())));
        }
        return group;
    }

    /** RFC 7919 section 4 and Logjam: null for a group of the server's own, within limits. */
    private @Nullable NamedGroup field(BigInteger prime, BigInteger generator, BigInteger share) throws TlsFault {
        int bits = prime.bitLength();
        if (bits < Limits.MIN_DH_BITS || bits > Limits.MAX_DH_BITS) {
            throw new TlsFault(Fault.DH_GROUP_WEAK, "the server's Diffie-Hellman prime has " + bits + " bits, accepted"
                    + " are " + Limits.MIN_DH_BITS + " to " + Limits.MAX_DH_BITS + "; let it use an ECDHE suite");
        }
        NamedGroup group = FiniteFields.named(prime, generator);
        if (!agreed.settings().algorithms().dhe().rule().permits(prime, generator, share)) {
            throw new TlsFault(Fault.DH_GROUP_WEAK, "the server's Diffie-Hellman group, "
                    + (group == null ? bits + " bits" : group) + ", is not permitted by the algorithm constraints"
                    + " (jdk.tls.disabledAlgorithms); let it use a larger one or an ECDHE suite");
        }
        return group;
    }

    private static BigInteger number(Opaque magnitude) {
        return new BigInteger(1, magnitude.toBytes());
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.SERVER_KEY_EXCHANGE) || type.equals(HandshakeType.HELLO_REQUEST);
    }

    @Override
    public String waitingFor() {
        return "ServerKeyExchange";
    }
}

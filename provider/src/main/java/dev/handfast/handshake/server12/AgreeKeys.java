package dev.handfast.handshake.server12;

import dev.handfast.async.Eventual;
import dev.handfast.auth.ClientAuthType;
import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.PeerChain;
import dev.handfast.auth.PeerVerified;
import dev.handfast.auth.SignatureVerified;
import dev.handfast.crypto.Secret;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.Suspension;
import dev.handfast.message.CertificateVerify;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;


/** Judges the client, if it has shown a certificate, and derives the keys: all the slow work behind its flight. */
final class AgreeKeys implements Suspension<AgreeKeys.Result> {

    private final Server12 server;
    private final Opaque share;
    private final Secrets12.Inputs inputs;
    private final @Nullable Claim claim;

    /**
     * Who the client says it is.
     *
     * @param signed the messages before CertificateVerify
     */
    record Claim(PeerChain chain, CertificateVerify verify, byte[] signed) {
    }

    /** The client is who it says, and these are the keys. */
    record Result(PeerVerified client, SessionState known, Secrets12 secrets, Secrets12.Directions directions) {
    }

    /** {@code claim} is null if the client has shown no certificate. */
    AgreeKeys(Server12 server, Opaque share, Secrets12.Inputs inputs, @Nullable Claim claim) {
        this.server = server;
        this.share = share;
        this.inputs = inputs;
        this.claim = claim;
    }

    @Override
    public Eventual<Result> run() throws TlsFault {
        SessionState.Builder known = server.known().change();
        Eventual<PeerVerified> client = claim == null ? Eventual.now(PeerVerified.notAsked())
                : verifyClient(claim, known);
        return client.then(verified -> derive(verified, known.build()));
    }

    private Result derive(PeerVerified client, SessionState known) throws TlsFault {
        try (Secret premaster = server.source().premaster(server.handshake(), share.toBytes())) {
            Secrets12 secrets = Secrets12.derive(server.settings(), inputs, premaster);
            try {
                return new Result(client, known, secrets, secrets.directions());
            } catch (Throwable e) {
                secrets.abandon();
                throw e;
            }
        }
    }

    @Override
    public HandshakeState resume(Result result, HandshakeActions out) {
        server.close();
        out.learned(result.known());
        return new ExpectChangeCipherSpec(
                new KeyedHandshake(server.with(result.known()), result.client(), result.secrets(),
                        result.directions()));
    }

    private Eventual<PeerVerified> verifyClient(Claim claim, SessionState.Builder known) throws TlsFault {
        HandshakeConfig settings = server.settings();
        CertificateVerify verify = claim.verify();
        SignatureVerified signature = HandshakeSignatures.verify(settings.crypto(), verify.scheme(),
                claim.chain().own().getPublicKey(), claim.signed(), verify.signature(), settings.algorithms().schemes(),
                ProtocolVersion.TLS_1_2);
        return claim.chain().verify(settings.authentication().peerVerifier(),
                ClientAuthType.of(claim.chain().own(), ProtocolVersion.TLS_1_2), server.known()).then(client -> {
                    known.peer(client.peer(), claim.chain().weight()).peerScheme(signature.scheme());
                    settings.trace().chose("client trusted", "its signature (" + signature.scheme()
                            + ") verifies and its certificates are trusted");
                    return client;
                });
    }
}

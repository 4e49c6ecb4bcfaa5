package dev.handfast.handshake.client13;

import dev.handfast.auth.PeerVerified;
import dev.handfast.async.Eventual;
import dev.handfast.crypto.KeyExchange.Offer;
import dev.handfast.crypto.Secret;
import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Keys13;
import dev.handfast.handshake.Suspension;
import dev.handfast.keys.EarlyStage;
import dev.handfast.keys.HandshakeStage;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.record.RecordBoundary;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

/** Finishes the key exchange and takes the handshake keys into use (RFC 9846 sections 7.1 and 7.4). */
public final class AgreeKeys implements Suspension<HandshakeStage> {

    private final ClientHandshake handshake;
    private final Offer offer;
    private final KeyShareEntry share;
    private final RecordBoundary boundary;
    private final boolean retried;
    private final @Nullable Resumed resumed;

    /**
     * The session that the server resumes.
     *
     * @param stage closed when the work is done
     * @param peer what the session says of the server
     * @param early the session's facts if early data was offered with it, else null
     */
    public record Resumed(EarlyStage stage, PeerVerified peer, @Nullable SessionState early) {
    }

    /**
     * Prepares.
     *
     * @param handshake its transcript ends with ServerHello
     * @param offer this side's, closed when the work is done
     * @param share the server's
     * @param boundary behind ServerHello
     * @param retried whether a change_cipher_spec has gone out with early data or a second ClientHello
     * @param resumed null if this is a full handshake
     */
    public AgreeKeys(ClientHandshake handshake, Offer offer, KeyShareEntry share, RecordBoundary boundary,
            boolean retried, @Nullable Resumed resumed) {
        this.handshake = handshake;
        this.offer = offer;
        this.share = share;
        this.boundary = boundary;
        this.retried = retried;
        this.resumed = resumed;
    }

    @Override
    public Eventual<HandshakeStage> run() throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        try (offer;
                EarlyStage early = resumed != null ? resumed.stage()
                        : EarlyStage.start(settings.crypto(), handshake.known().suite().hash(), null);
                Secret shared = offer.finish(Keys13.checkedShare(share, false))) {
            HandshakeStage stage = early.agree(shared, handshake.transcript().hash());
            Keys13.log(settings, handshake.hello(), stage);
            return Eventual.now(stage);
        }
    }

    @Override
    public void drop() {
        offer.close();
        if (resumed != null) {
            resumed.stage().close();
        }
    }

    @Override
    public HandshakeState resume(HandshakeStage stage, HandshakeActions out) {
        HandshakeConfig settings = handshake.settings();
        CipherSuite suite = handshake.known().suite();
        if (settings.compatibility().middleboxCompatible() && !retried) {
            out.sendChangeCipherSpecBeforeFlight();
        }
        if (resumed == null || resumed.early() == null) {
            out.writeKeys(Keys13.write(settings, suite, stage.clientTraffic()), "client handshake");
        }
        out.readKeys(Keys13.read(settings, suite, stage.serverTraffic()), boundary, "server handshake");
        return new ExpectEncryptedExtensions(new Client13(handshake, stage, false), resumed);
    }
}

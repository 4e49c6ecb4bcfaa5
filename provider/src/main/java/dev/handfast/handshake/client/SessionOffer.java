package dev.handfast.handshake.client;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.session.ResumptionAuthorization;
import dev.handfast.session.ResumptionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

/**
 * The TLS 1.2 session that a client offers to resume, by ticket (RFC 5077) or session ID (RFC 5246 section 7.4.1.2).
 *
 * @param state closed with this
 * @param peer what the session says of the server
 */
record SessionOffer(ResumptionState state, PeerVerified peer) implements OfferedSession {

    /** The offer of a session, which this owns from here on; null if it may not be resumed with these settings. */
    static @Nullable SessionOffer of(HandshakeConfig settings, ResumptionState state) {
        boolean fits = settings.algorithms().enables(ProtocolVersion.TLS_1_2)
                && settings.algorithms().suites().contains(state.facts().suite())
                && state.keepsPreference(settings.algorithms().suites())
                // RFC 7627 section 5.3: the ClientHello that offers it has the extension.
                && settings.extensions().extendedMasterSecret()
                && (state.ticket().isEmpty() || settings.resumption().ticketExtension())
                && settings.resumption().usable().test(state.facts());
        ResumptionAuthorization trust = fits
                ? ResumptionAuthorization.check(state.facts(), settings.clock().getAsLong(),
                        settings.resumption().verdictMillis(), settings.algorithms().schemes())
                : null;
        if (trust == null) {
            state.close();
            return null;
        }
        return new SessionOffer(state, PeerVerified.remembered(trust));
    }

    /**
     * The session ID to send.
     *
     * @param drawn a random one: with a ticket, its echo says that the session is resumed (RFC 5077 section 3.4)
     */
    Opaque sessionId(Opaque drawn) {
        return state.ticket().isEmpty() ? state.facts().sessionId() : drawn;
    }

    @Override
    public void close() {
        state.close();
    }
}

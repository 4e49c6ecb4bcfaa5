package dev.handfast.handshake.client;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.Keys13;
import dev.handfast.keys.EarlyStage;
import dev.handfast.keys.PskKind;
import dev.handfast.keys.TrafficSecret;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.PreSharedKeys;
import dev.handfast.message.ext.PskIdentity;
import dev.handfast.session.ResumptionAuthorization;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.SessionState;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The TLS 1.3 session that a client offers to resume (RFC 9846 sections 4.3.11 and 9.2 and appendix F.5). */
final class PskOffer implements OfferedSession {

    private static final long U32 = 0xffff_ffffL;

    private final HandshakeConfig settings;
    private final ResumptionState state;
    private final ResumptionAuthorization trust;
    private final boolean early;
    private final EarlyStage stage;
    private boolean stageTaken;

    private PskOffer(HandshakeConfig settings, ResumptionState state, ResumptionAuthorization trust) {
        this.settings = settings;
        this.state = state;
        this.trust = trust;
        this.early = settings.resumption().earlyData().offered() && state.terms().earlyDataLimit() > 0
                && settings.algorithms().suites().contains(state.facts().suite())
                && offersProtocol(settings, state.facts());
        this.stage = EarlyStage.start(settings.crypto(), hash(), state.secret());
    }

    /** RFC 9846 section 4.3.10: early data is for the protocol that was negotiated with the ticket. */
    private static boolean offersProtocol(HandshakeConfig settings, SessionState facts) {
        return facts.applicationProtocol() == null ? settings.names().applicationProtocols().isEmpty()
                : settings.names().applicationProtocols().contains(facts.applicationProtocol());
    }

    /** The offer of a session, which this owns from here on; null if it may not be resumed with these settings. */
    static @Nullable PskOffer of(HandshakeConfig settings, ResumptionState state) {
        SessionState facts = state.facts();
        ResumptionAuthorization trust = settings.resumption().usable().test(facts)
                ? ResumptionAuthorization.check(facts, settings.clock().getAsLong(),
                        settings.resumption().verdictMillis(),
                        settings.algorithms().schemes())
                : null;
        // RFC 9846 section 4.7.1: only with a suite of the same hash may the ticket be used.
        boolean fits = settings.algorithms().suites().stream().anyMatch(suite -> suite.isFor(ProtocolVersion.TLS_1_3)
                && suite.hash() == facts.suite().hash());
        if (trust == null || !fits || !state.keepsPreference(settings.algorithms().suites())) {
            state.close();
            return null;
        }
        return new PskOffer(settings, state, trust);
    }

    /** The session. */
    ResumptionState state() {
        return state;
    }

    /** Whether early data is offered in the first hello. */
    boolean isEarly() {
        return early;
    }

    /**
     * Orders the keys of early data, and that it may flow (RFC 9846 section 4.3.10).
     *
     * @return what tells the key log the secret
     */
    Runnable beginEarlyData(ClientHello hello, Transcript transcript, HandshakeActions out) {
        byte[] helloHash = transcript.hashWith(settings.crypto(), hash(), Bytes.NONE, 0);
        if (settings.compatibility().middleboxCompatible()) {
            // RFC 9846 appendix E.4: with early data right behind the first hello, and never again.
            out.sendChangeCipherSpec();
        }
        try (TrafficSecret traffic = stage.clientTraffic(helloHash)) {
            out.writeKeys(Keys13.write(settings, state.facts().suite(), traffic), "client early");
        }
        out.offerEarlyData(state.terms().earlyDataLimit());
        return () -> {
            try (TrafficSecret traffic = stage.clientTraffic(helloHash)) {
                Keys13.log(settings, hello, traffic);
            }
        };
    }

    /** The hash of its key schedule. */
    HashAlgorithm hash() {
        return state.facts().suite().hash();
    }

    /** What the session says of the server. */
    PeerVerified peer() {
        return PeerVerified.remembered(trust);
    }

    /**
     * A hello with an offer.
     *
     * @param raw its bytes
     */
    record Bound(ClientHello hello, byte[] raw) {
    }

    /**
     * Adds the offer to a hello, with a binder over all before it (RFC 9846 section 4.3.11.2).
     *
     * @param before what was said before this hello; with the hash of the session if it has one
     */
    Bound bind(ClientHello hello, Transcript before) {
        long age = settings.clock().getAsLong() - state.terms().issuedAt();
        PskIdentity identity = new PskIdentity(state.ticket(), age + state.terms().ageAdd() & U32);
        PreSharedKeys blank = new PreSharedKeys(List.of(identity), List.of(Opaque.adopt(new byte[hash().length()])));
        byte[] raw = MessageCodecs.write(with(hello, blank));
        int truncated = raw.length - blank.bindersLength();
        byte[] bound = before.isStarted() ? before.hashWith(raw, truncated)
                : before.hashWith(settings.crypto(), hash(), raw, truncated);
        byte[] binder = stage.binder(PskKind.RESUMPTION, bound);
        // The only binder is the end of the last extension
        System.arraycopy(binder, 0, raw, raw.length - binder.length, binder.length);
        return new Bound(with(hello, new PreSharedKeys(List.of(identity), List.of(Opaque.adopt(binder)))), raw);
    }

    /** The Early Secret, the caller's from here on. */
    EarlyStage takeStage() {
        stageTaken = true;
        return stage;
    }

    @Override
    public void close() {
        state.close();
        if (!stageTaken) {
            stage.close();
        }
    }

    /** The pre_shared_key extension stays the last one (RFC 9846 section 4.3.11). */
    private static ClientHello with(ClientHello hello, PreSharedKeys keys) {
        Extensions extensions = hello.extensions().without(keys.type()).with(keys);
        return new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.suites(),
                hello.compressionMethods(), extensions);
    }
}

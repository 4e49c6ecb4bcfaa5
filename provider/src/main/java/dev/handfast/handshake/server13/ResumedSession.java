package dev.handfast.handshake.server13;

import dev.handfast.async.Eventual;
import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.ResumedClient;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.keys.EarlyStage;
import dev.handfast.keys.PskKind;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ext.PreSharedKeys;
import dev.handfast.message.ext.PskModes;
import dev.handfast.session.Resumption.EarlyDataRules;
import dev.handfast.session.ResumptionAuthorization;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * The session that a server resumes: one of those the client offered, whose binder was right (RFC 9846 sections 4.2.1,
 * 4.3.11, 4.7.1 and 9.2).
 *
 * @param index among the offered
 * @param stage the Early Secret, the holder's to close
 * @param peer what the session says of the client
 */
public record ResumedSession(int index, ResumptionState state, EarlyStage stage, PeerVerified peer) {

    private static final long U32 = 0xffff_ffffL;

    /**
     * Chooses. May block, or answer later: a session may have to be fetched.
     *
     * @param before the transcript without the ClientHello; not changed
     * @param raw the ClientHello's bytes
     * @return of null if no session is resumed
     */
    public static Eventual<ResumedSession> choose(ServerHandshake handshake, CipherSuite suite, Transcript before,
            byte[] raw) throws TlsFault {
        ClientHello hello = handshake.hello();
        PreSharedKeys offered = hello.extensions().get(PreSharedKeys.class);
        if (offered == null) {
            return Eventual.now(null);
        }
        PskModes modes = hello.extensions().get(PskModes.class);
        // RFC 9846 section 4.3.9: a client that offers PSKs must say how they may be used.
        if (modes == null) {
            throw new TlsFault(Fault.EXTENSION_MISSING, "the ClientHello holds pre_shared_key but no "
                    + ExtensionType.PSK_KEY_EXCHANGE_MODES);
        }
        ServerSessions issuer = handshake.settings().resumption().issuer();
        if (issuer == null || !modes.hasDhe()) {
            return Eventual.now(null);
        }
        return chooseFrom(0, new Search(handshake, suite, issuer, offered, before, raw));
    }

    /** What sessions are searched for and proved with. */
    private record Search(ServerHandshake handshake, CipherSuite suite, ServerSessions issuer, PreSharedKeys offered,
            Transcript before, byte[] raw) {
    }

    private static Eventual<ResumedSession> chooseFrom(int index, Search search) throws TlsFault {
        PreSharedKeys offered = search.offered();
        HandshakeConfig settings = search.handshake.settings();
        if (index == Math.min(offered.identities().size(), Limits.PSK_IDENTITIES)) {
            settings.trace().chose("a full handshake", "no offered session can be resumed");
            return Eventual.now(null);
        }
        Opaque ticket = offered.identities().get(index).identity();
        return search.issuer.open(ticket, settings.clock().getAsLong()).thenLater(state -> {
            Candidate candidate = state == null ? null : candidate(search.handshake, search.suite, state, index);
            if (candidate == null) {
                return chooseFrom(index + 1, search);
            }
            candidate.checkBinder(settings, offered, search.before, search.raw);
            return candidate.judged(search, ticket);
        });
    }

    /**
     * Bytes of early data to take with this session, or 0 for none (RFC 9846 sections 4.3.10 and 8). May block, or
     * answer later.
     *
     * @param agreed what this handshake has agreed on
     */
    Eventual<Long> earlyDataToTake(ServerHandshake handshake, SessionState agreed) throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        EarlyDataRules rules = settings.resumption().earlyData();
        SessionState facts = state.facts();
        PreSharedKeys offered = handshake.hello().extensions().get(PreSharedKeys.class);
        ResumptionState.Terms terms = state.terms();
        // A client may send as much as its ticket says: if that has become too much, none is taken.
        long most = terms.earlyDataLimit();
        boolean fits = most > 0 && most <= rules.limit() && index == 0 && !handshake.retried()
                && facts.suite().equals(agreed.suite())
                && Objects.equals(facts.applicationProtocol(), agreed.applicationProtocol());
        if (offered == null || !fits) {
            return Eventual.now(0L);
        }
        // RFC 9846 section 8.3: the age that the client says against the age that this side knows.
        long now = settings.clock().getAsLong();
        long said = offered.identities().get(0).obfuscatedAge() - terms.ageAdd() & U32;
        long off = Math.abs(now - terms.issuedAt() - said);
        Eventual<Boolean> first = off > rules.windowMillis() ? Eventual.now(false)
                : rules.guard().firstUse(terms.guard().toBytes(), offered.binders().get(0).toBytes(),
                        now + 2 * rules.windowMillis() + 1);
        return first.then(fresh -> {
            if (!fresh) {
                settings.trace().chose("no early data", "it is " + off + " ms off the time it says, or it came before,"
                        + " or its ticket names another guard, or that does not answer");
            }
            return fresh ? most : 0;
        });
    }

    /** What is known of the handshake with what the session knows. */
    SessionState.Builder carryInto(SessionState known) {
        return state.carryInto(known);
    }

    /** What is resumed if its client proves that it is its own; null, and closed, if it does not fit. */
    private static @Nullable Candidate candidate(ServerHandshake handshake, CipherSuite suite, ResumptionState state,
            int index) {
        HandshakeConfig settings = handshake.settings();
        Candidate fitting = null;
        try {
            ResumptionAuthorization trust = fits(handshake, suite, state.facts())
                    ? ResumptionAuthorization.check(state.facts(), settings.clock().getAsLong(),
                            settings.resumption().verdictMillis(), settings.algorithms().schemes())
                    : null;
            if (trust != null) {
                EarlyStage stage = EarlyStage.start(settings.crypto(), suite.hash(), state.secret());
                fitting = new Candidate(index, state, stage, trust);
            }
            return fitting;
        } finally {
            // Also if the application's constraints throw.
            if (fitting == null) {
                state.close();
            }
        }
    }

    /** Whether a session may be resumed here and now, its peer's identity apart. */
    private static boolean fits(ServerHandshake handshake, CipherSuite suite, SessionState facts) {
        ClientAuthentication wanted = handshake.settings().authentication().clientAuthentication();
        boolean anonymous = !facts.peer().isKnown();
        return facts.version().equals(ProtocolVersion.TLS_1_3)
                // RFC 9846 section 4.3.11: suite and PSK must have the same hash.
                && facts.suite().hash() == suite.hash()
                // One name's sessions are not another's: what is decided by name (trust, access) would be skipped.
                && Objects.equals(facts.requestedName(), handshake.known().requestedName())
                && (anonymous ? wanted != ClientAuthentication.NEEDED : wanted != ClientAuthentication.NONE)
                && handshake.settings().resumption().usable().test(facts);
    }

    /** A session that fits, of which the client has still to prove that it is its own. */
    private record Candidate(int index, ResumptionState state, EarlyStage stage, ResumptionAuthorization trust) {

        /** RFC 9846 section 4.3.11.2: the binder of the PSK that is taken must be right. */
        void checkBinder(HandshakeConfig settings, PreSharedKeys offered, Transcript before, byte[] raw)
                throws TlsFault {
            int truncated = raw.length - offered.bindersLength();
            byte[] bound = before.isStarted() ? before.hashWith(raw, truncated)
                    : before.hashWith(settings.crypto(), state.facts().suite().hash(), raw, truncated);
            if (!stage.isBinder(PskKind.RESUMPTION, bound, offered.binders().get(index).toBytes())) {
                close();
                throw new TlsFault(Fault.BINDER_WRONG, "the client offers a session but cannot prove that it"
                        + " is its own");
            }
        }

        /**
         * The session if its client is still trusted, and no other connection was faster to take it out of the store,
         * else null for a full handshake.
         */
        Eventual<ResumedSession> judged(Search search, Opaque ticket) throws TlsFault {
            return Eventual.cleaned(() -> ResumedClient.judge(search.handshake, ProtocolVersion.TLS_1_3, search.suite,
                    trust)
                    .thenLater(peer -> peer == null ? Eventual.now(notResumed())
                            : search.issuer.claim(ticket)
                                    .then(first -> first ? new ResumedSession(index, state, stage, peer)
                                            : lost(search.handshake.settings()))),
                    this::close);
        }

        private @Nullable ResumedSession lost(HandshakeConfig settings) {
            settings.trace().chose("a full handshake", "the offered session was resumed a moment ago, or its store"
                    + " does not answer");
            return notResumed();
        }

        private @Nullable ResumedSession notResumed() {
            close();
            return null;
        }

        private void close() {
            state.close();
            stage.close();
        }
    }

    /** Forgets the secrets. */
    void close() {
        state.close();
        stage.close();
    }
}

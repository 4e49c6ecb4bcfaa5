package dev.handfast.session;

import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.CodePoint;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.tls.PeerIdentity;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What a handshake has agreed on and learned so far, and what a session remembers afterwards. Immutable; holds no
 * secret.
 *
 * <p>A handshake carries one from state to state, each a copy with more known. Lists are never null; a value that is
 * not (yet) known is null unless stated otherwise.
 */
public final class SessionState {

    /** About as many schemes as any peer names. */
    private static final int MANY = 32;

    private final SessionParts parts;

    private SessionState(SessionParts parts) {
        this.parts = parts;
    }

    /** A state in which nothing is known but the time the handshake began, in milliseconds since 1970. */
    public static SessionState begun(long createdAt) {
        SessionParts parts = new SessionParts();
        parts.createdAt = createdAt;
        return new SessionState(parts);
    }

    /** A copy to change; this stays as it is. */
    public Builder change() {
        return new Builder(parts);
    }

    /**
     * When the handshake began, in milliseconds since 1970; of a resumed session, when the one began in which the peer
     * was authenticated.
     */
    public long createdAt() {
        return parts.createdAt;
    }

    /**
     * What this side knows the session by, on every connection that resumes it; may be empty. This side has drawn it,
     * so no two sessions have the same. A TLS 1.2 server's is the session ID, others are never sent in clear.
     */
    public Opaque identity() {
        return parts.identity;
    }

    /**
     * On a client, the ID that a TLS 1.2 server gave the session when it was made; empty if it gave none. To be shown,
     * never to find a session by: a server may give the ID of another server's.
     */
    public Opaque givenId() {
        return parts.givenId;
    }

    /**
     * The negotiated version.
     *
     * @throws IllegalStateException if none is yet
     */
    public ProtocolVersion version() {
        return negotiated(parts.version);
    }

    /** Whether a version is negotiated. */
    public boolean hasVersion() {
        return parts.version != null;
    }

    /** Whether it is this version that is negotiated; no if none is yet. */
    public boolean isOf(ProtocolVersion version) {
        return version.equals(parts.version);
    }

    /**
     * The negotiated suite.
     *
     * @throws IllegalStateException if none is yet
     */
    public CipherSuite suite() {
        return negotiated(parts.suite);
    }

    /** Whether a suite is negotiated. */
    public boolean hasSuite() {
        return parts.suite != null;
    }

    private static <T> T negotiated(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("neither version nor suite are there before they are negotiated");
        }
        return part;
    }

    /** The group the key exchange ran on; null where there was none (static RSA, a server's own DHE group). */
    public @Nullable NamedGroup group() {
        return parts.group;
    }

    /** The TLS 1.2 session ID or the value echoed in TLS 1.3; never null, may be empty. */
    public Opaque sessionId() {
        return parts.sessionId;
    }

    /** Who the peer has shown to be; known as soon as that is trusted. Never null. */
    public PeerIdentity peer() {
        return parts.peer;
    }

    /** Who this side has shown itself to be. Never null. */
    public PeerIdentity local() {
        return parts.local;
    }

    /** The scheme the peer signed with. */
    public @Nullable SignatureScheme peerScheme() {
        return parts.peerScheme;
    }

    /** The scheme this side signed with. */
    public @Nullable SignatureScheme localScheme() {
        return parts.localScheme;
    }

    /** The schemes the peer accepts over handshakes, those that are known here; empty until it said so. */
    public List<SignatureScheme> peerSchemes() {
        return parts.peerSchemes;
    }

    /** The schemes the peer accepts in certificates; {@link #peerSchemes()} if it made no difference. */
    public List<SignatureScheme> peerCertificateSchemes() {
        return parts.peerCertificateSchemes;
    }

    /** The groups that a client has offered, those that are known here; empty on clients, and until it said so. */
    public List<NamedGroup> peerGroups() {
        return parts.peerGroups;
    }

    /** The schemes this side offered over handshakes. */
    public List<SignatureScheme> localSchemes() {
        return parts.localSchemes;
    }

    /** The host name the client asked for in server_name, or null. */
    public @Nullable String requestedName() {
        return parts.requestedName;
    }

    /** The application protocol's bytes; null while not negotiated or if there is none. */
    public @Nullable Opaque applicationProtocol() {
        return parts.applicationProtocol;
    }

    /** Whether it is decided which application protocol is used, or that none is. */
    public boolean isApplicationProtocolKnown() {
        return parts.applicationProtocolKnown;
    }

    /** OCSP responses in DER that the server stapled, the end entity's first; empty if none. */
    public List<Opaque> statusResponses() {
        return parts.statusResponses;
    }

    /**
     * The SignedCertificateTimestampList (RFC 6962 section 3.3) that the server sent by the TLS extension, with its
     * length; empty if none.
     */
    public Opaque timestamps() {
        return parts.timestamps;
    }

    /** Whether the master secret is bound to the handshake (RFC 7627); true in TLS 1.3. */
    public boolean extendedMasterSecret() {
        return parts.extendedMasterSecret;
    }

    /** Bytes of content the peer accepts in one record, at most 2^14. */
    public int peerRecordLimit() {
        return parts.peerRecordLimit;
    }

    /** Bytes of content that this side told the peer to keep to, at most 2^14. */
    public int localRecordLimit() {
        return parts.localRecordLimit;
    }

    /** Whether an earlier session was resumed. */
    public boolean resumed() {
        return parts.resumed;
    }

    /**
     * About how many bytes of memory this takes, rather too many than too few; chains of this side's are not counted,
     * which are there anyway.
     */
    public long weight() {
        return SessionWeight.without(this) + peerWeight();
    }

    /**
     * What the peer's identity adds; to ask certificates copies them, so sessions that resume hand it on.
     */
    long peerWeight() {
        if (parts.peerWeight == 0) {
            parts.peerWeight = SessionWeight.of(peer().certificates());
        }
        return parts.peerWeight;
    }

    /** Collects the values of a {@link SessionState}. */
    public static final class Builder {

        private SessionParts parts;
        // A state has the same values: they are copied before one is changed.
        private boolean shared = true;

        private Builder(SessionParts parts) {
            this.parts = parts;
        }

        public Builder createdAt(long value) {
            own().createdAt = value;
            return this;
        }

        public Builder identity(Opaque value) {
            own().identity = value;
            return this;
        }

        public Builder givenId(Opaque value) {
            own().givenId = value;
            return this;
        }

        public Builder version(ProtocolVersion value) {
            own().version = value;
            return this;
        }

        public Builder suite(CipherSuite value) {
            own().suite = value;
            return this;
        }

        public Builder group(@Nullable NamedGroup value) {
            own().group = value;
            return this;
        }

        public Builder sessionId(Opaque value) {
            own().sessionId = value;
            return this;
        }

        /** Who the peer is. */
        public Builder peer(PeerIdentity value) {
            own().peer = value;
            own().peerWeight = 0;
            return this;
        }

        /** Who the peer is, whose certificates weigh so much by {@code DerWeight}; they would copy to be asked. */
        public Builder peer(PeerIdentity value, long weight) {
            own().peer = value;
            own().peerWeight = weight;
            return this;
        }

        /** The peer as in another session. */
        Builder peerOf(SessionState other) {
            own().peer = other.peer();
            own().peerWeight = other.peerWeight();
            return this;
        }

        public Builder local(PeerIdentity value) {
            own().local = value;
            return this;
        }

        public Builder peerScheme(@Nullable SignatureScheme value) {
            own().peerScheme = value;
            return this;
        }

        public Builder localScheme(@Nullable SignatureScheme value) {
            own().localScheme = value;
            return this;
        }

        public Builder peerSchemes(List<SignatureScheme> handshake, List<SignatureScheme> certificates) {
            own().peerSchemes = known(handshake);
            own().peerCertificateSchemes = handshake == certificates ? own().peerSchemes : known(certificates);
            return this;
        }

        /** A peer may name 32,000 schemes or groups; what is not known is of no use, and sessions are kept for long. */
        private static <T extends CodePoint> List<T> known(List<T> named) {
            // Those that are known are so few that looking through them is quicker than hashing them
            List<T> known = new ArrayList<>(Math.min(named.size(), MANY));
            for (T one : named) {
                if (one.isKnown() && !known.contains(one)) {
                    known.add(one);
                }
            }
            return known.size() == named.size() ? List.copyOf(named) : List.copyOf(known);
        }

        public Builder peerGroups(List<NamedGroup> offered) {
            own().peerGroups = known(offered);
            return this;
        }

        public Builder localSchemes(List<SignatureScheme> value) {
            own().localSchemes = List.copyOf(value);
            return this;
        }

        public Builder requestedName(@Nullable String value) {
            own().requestedName = value;
            return this;
        }

        /** The protocol agreed on, or null: none is used. */
        public Builder applicationProtocol(@Nullable Opaque value) {
            own().applicationProtocol = value;
            own().applicationProtocolKnown = true;
            return this;
        }

        public Builder statusResponses(List<Opaque> value) {
            own().statusResponses = List.copyOf(value);
            return this;
        }

        public Builder timestamps(Opaque value) {
            own().timestamps = value;
            return this;
        }

        public Builder extendedMasterSecret(boolean value) {
            own().extendedMasterSecret = value;
            return this;
        }

        public Builder recordLimits(int peer, int local) {
            own().peerRecordLimit = peer;
            own().localRecordLimit = local;
            return this;
        }

        public Builder resumed(boolean value) {
            own().resumed = value;
            return this;
        }

        /** The values so far; this may go on being changed. */
        public SessionState build() {
            shared = true;
            return new SessionState(parts);
        }

        private SessionParts own() {
            if (shared) {
                parts = parts.copy();
                shared = false;
            }
            return parts;
        }
    }
}

package dev.handfast.session;

import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.tls.PeerIdentity;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The values of a {@link SessionState}; changed only until a state has them. */
final class SessionParts implements Cloneable {

    long createdAt;
    @Nullable
    ProtocolVersion version;
    @Nullable
    CipherSuite suite;
    @Nullable
    NamedGroup group;
    Opaque identity = Opaque.EMPTY;
    Opaque givenId = Opaque.EMPTY;
    Opaque sessionId = Opaque.EMPTY;
    PeerIdentity peer = PeerIdentity.none();
    // 0 as long as nobody has asked
    long peerWeight;
    PeerIdentity local = PeerIdentity.none();
    @Nullable
    SignatureScheme peerScheme;
    @Nullable
    SignatureScheme localScheme;
    List<SignatureScheme> peerSchemes = List.of();
    List<SignatureScheme> peerCertificateSchemes = List.of();
    List<SignatureScheme> localSchemes = List.of();
    List<NamedGroup> peerGroups = List.of();
    @Nullable
    String requestedName;
    @Nullable
    Opaque applicationProtocol;
    boolean applicationProtocolKnown;
    List<Opaque> statusResponses = List.of();
    Opaque timestamps = Opaque.EMPTY;
    boolean extendedMasterSecret;
    int peerRecordLimit = 1 << 14;
    int localRecordLimit = 1 << 14;
    boolean resumed;

    SessionParts copy() {
        try {
            return (SessionParts) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.handfast.jsse.session;

import dev.handfast.jsse.certs.JudgedSession;
import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CodePoint;
import dev.handfast.tls.TlsSession;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;

/** What a session tells beyond JSSE, of what the handshake has learned. */
abstract class DescribedSession extends ExtendedSSLSession implements TlsSession, JudgedSession {

    private volatile PathSettings paths = PathSettings.OF_PROPERTIES;

    /** What is known. */
    abstract SessionState facts();

    /** What it is found by in its context, which no peer can choose; empty if it cannot be resumed. */
    abstract Opaque key();

    /** Says what the peer's certificates are judged by; before the handshake begins. */
    public final void judgeBy(PathSettings settings) {
        paths = settings;
    }

    @Override
    public final PathSettings pathSettings() {
        return paths;
    }

    @Override
    public final boolean isResumed() {
        return facts().resumed();
    }

    @Override
    public final Instant authenticatedAt() {
        return Instant.ofEpochMilli(facts().createdAt());
    }

    @Override
    public final @Nullable String namedGroup() {
        return name(facts().group());
    }

    @Override
    public final List<String> peerGroups() {
        return facts().peerGroups().stream().map(CodePoint::toString).toList();
    }

    @Override
    public final List<String> peerSignatureSchemes() {
        return facts().peerSchemes().stream().map(CodePoint::toString).toList();
    }

    @Override
    public final @Nullable String peerSignatureScheme() {
        return name(facts().peerScheme());
    }

    @Override
    public final @Nullable String localSignatureScheme() {
        return name(facts().localScheme());
    }

    @Override
    public final boolean hasExtendedMasterSecret() {
        return facts().extendedMasterSecret();
    }

    /**
     * By the session, not the object: each connection that resumes a session has an object of its own. Those that
     * cannot be resumed are each its own session, but what stands for none is always the same.
     */
    @Override
    public final boolean equals(Object other) {
        return other == this || other instanceof DescribedSession session && key().equals(session.key())
                && (!key().isEmpty() || !facts().hasVersion() && !session.facts().hasVersion());
    }

    @Override
    public final int hashCode() {
        return key().hashCode();
    }

    private static @Nullable String name(@Nullable CodePoint point) {
        return point == null ? null : point.toString();
    }
}

package dev.handfast.jsse.certs;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathValidator;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.pki.path.SignatureChecks;
import dev.handfast.pki.path.Transparency;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A judge and a proposer, with the caches that they and all around them share. A process has one; what JCA makes uses
 * that, and whoever wants caches of their own makes another. Immutable; thread-safe.
 */
public final class PathEngine {

    private static final CertificateSignatures CRYPTO = new JcaCertificateSignatures();

    private static final PathEngine OF_PROCESS = new PathEngine(SharedCaches.ofProcess());

    private final SharedCaches caches;
    private final boolean remembers;
    private final PathEngine other;
    private final PathValidator judge;
    private final PathBuilder builder;

    /** One that remembers in these caches, but signatures only if that is not turned off. */
    public PathEngine(SharedCaches caches) {
        this(caches, PathProperties.remember(), null);
    }

    private PathEngine(SharedCaches caches, boolean remembers, @Nullable PathEngine other) {
        this.caches = caches;
        this.remembers = remembers;
        this.judge = new PathValidator(new SignatureChecks(CRYPTO, remembers ? caches : null), caches);
        this.builder = new PathBuilder(judge);
        this.other = other == null ? new PathEngine(caches, !remembers, this) : other;
    }

    /** One with the same caches that remembers signatures, or does not. */
    PathEngine remembering(boolean wanted) {
        return wanted == remembers ? this : other;
    }

    /** The one of this process. For who makes services; services are given theirs. */
    public static PathEngine ofProcess() {
        return OF_PROCESS;
    }

    /** What is remembered. */
    public SharedCaches caches() {
        return caches;
    }

    /** The judge of paths. */
    public PathValidator judge() {
        return judge;
    }

    /** The proposer of paths. */
    public PathBuilder builder() {
        return builder;
    }

    /** Certificate transparency by these logs. */
    public static Transparency transparency(List<Opaque> logs, int least) {
        return new Transparency(CRYPTO, logs, least);
    }

    /** A digest by JCA's name. */
    public static Opaque digest(String hash, Opaque bytes) {
        return CRYPTO.digest(hash, bytes);
    }
}

package dev.handfast.session;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hash;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.tls.PeerIdentity;
import dev.handfast.wire.Opaque;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What this side has shown of itself, by fingerprints, so that a ticket need hold no chain of ours. Bounded; what was
 * forgotten, or never shown by this node, reads as nobody. Thread-safe.
 */
public final class ShownIdentities {

    /** Bytes of a fingerprint: enough against accidents, and nobody gains by a collision of identities of ours. */
    private static final int FINGERPRINT = 16;

    /** A server has a handful of credentials, one a key type and host; this is for one with many hosts. */
    private static final int MOST = 1024;

    private record Named(PeerIdentity identity, Opaque fingerprint) {
    }

    private final CryptoProvider crypto;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Opaque, PeerIdentity> identities = new LinkedHashMap<>(16, 0.75f, true);
    private volatile Named last = new Named(PeerIdentity.none(), Opaque.EMPTY);

    /** Knows none. */
    public ShownIdentities(CryptoProvider crypto) {
        this.crypto = crypto;
    }

    /** The fingerprint of an identity, which is remembered; empty for nobody. */
    public Opaque remember(PeerIdentity identity) {
        Named recent = last;
        if (recent.identity == identity) {
            return recent.fingerprint;
        }
        if (!identity.isKnown()) {
            return Opaque.EMPTY;
        }
        Hash hash = crypto.hash(HashAlgorithm.SHA256);
        for (X509Certificate certificate : identity.certificates()) {
            hash.update(ResumptionState.encoded(certificate));
        }
        Opaque fingerprint = Opaque.copyOf(hash.finish(), 0, FINGERPRINT);
        lock.lock();
        try {
            identities.put(fingerprint, identity);
            if (identities.size() > MOST) {
                identities.remove(identities.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
        last = new Named(identity, fingerprint);
        return fingerprint;
    }

    /** What has this fingerprint; nobody if it is not known. */
    PeerIdentity find(Opaque fingerprint) {
        lock.lock();
        try {
            return identities.getOrDefault(fingerprint, PeerIdentity.none());
        } finally {
            lock.unlock();
        }
    }
}

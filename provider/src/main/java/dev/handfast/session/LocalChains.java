package dev.handfast.session;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hash;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Opaque;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The chains this side has shown, by their fingerprints, so that a ticket need name a chain only. Bounded; a chain that
 * was forgotten, or never shown by this node, reads as none. Thread-safe.
 */
public final class LocalChains {

    /** Bytes of a fingerprint: enough against accidents, and nobody gains by a collision of chains of ours. */
    private static final int FINGERPRINT = 16;

    /** A server has a handful of credentials, one a key type and host; this is for one with many hosts. */
    private static final int MOST = 1024;

    private record Named(List<X509Certificate> chain, Opaque fingerprint) {
    }

    private final CryptoProvider crypto;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Opaque, List<X509Certificate>> chains = new LinkedHashMap<>(16, 0.75f, true);
    private volatile Named last = new Named(List.of(), Opaque.EMPTY);

    /** Knows none. */
    public LocalChains(CryptoProvider crypto) {
        this.crypto = crypto;
    }

    /** The fingerprint of a chain, which is remembered; empty for no chain. */
    Opaque remember(List<X509Certificate> chain) {
        Named recent = last;
        if (recent.chain == chain || chain.isEmpty()) {
            return chain.isEmpty() ? Opaque.EMPTY : recent.fingerprint;
        }
        Hash hash = crypto.hash(HashAlgorithm.SHA256);
        for (X509Certificate certificate : chain) {
            hash.update(ResumptionState.encoded(certificate));
        }
        Opaque fingerprint = Opaque.copyOf(hash.snapshot(), 0, FINGERPRINT);
        lock.lock();
        try {
            chains.put(fingerprint, chain);
            if (chains.size() > MOST) {
                chains.remove(chains.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
        last = new Named(chain, fingerprint);
        return fingerprint;
    }

    /** The chain with a fingerprint; empty if it is not known. */
    List<X509Certificate> find(Opaque fingerprint) {
        lock.lock();
        try {
            return chains.getOrDefault(fingerprint, List.of());
        } finally {
            lock.unlock();
        }
    }
}

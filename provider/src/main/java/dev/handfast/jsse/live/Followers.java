package dev.handfast.jsse.live;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.tls.LiveIdentities;
import dev.handfast.tls.LiveSource;
import dev.handfast.tls.LiveTrust;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.security.KeyStoreException;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Finds the follower of a source that is equal to one which is followed, so that contexts read a file once. */
public final class Followers {

    private static final ReentrantLock LOCK = new ReentrantLock();
    // By the sources that the followers hold themselves: an entry goes with its follower.
    private static final Map<LiveIdentities, WeakReference<Follower<Identities>>> IDENTITIES = new WeakHashMap<>();
    private static final Map<LiveTrust, WeakReference<Follower<TrustBundle>>> TRUST = new WeakHashMap<>();

    /** What reads files. */
    private interface Making<T> {
        Follower<T> make() throws Unusable;
    }

    private Followers() {
    }

    /**
     * What follows identities.
     *
     * @param engine judges their chains
     * @throws KeyStoreException if the files cannot be used as they are; the message names the file
     */
    public static Follower<Identities> of(LiveIdentities source, PathEngine engine) throws KeyStoreException {
        return find(IDENTITIES, source,
                () -> new Follower<>(source, new IdentitySource(source, engine), Clocks.SYSTEM));
    }

    /**
     * What follows authorities.
     *
     * @throws KeyStoreException if the files cannot be used as they are; the message names the file
     */
    public static Follower<TrustBundle> of(LiveTrust source) throws KeyStoreException {
        return find(TRUST, source, () -> new Follower<>(source, new TrustBundleSource(source), Clocks.SYSTEM));
    }

    private static <S extends LiveSource, T> Follower<T> find(Map<S, WeakReference<Follower<T>>> known, S source,
            Making<T> making) throws KeyStoreException {
        Follower<T> found = known(known, source);
        if (found != null) {
            found.refresh();
            return found;
        }
        Follower<T> made;
        try {
            made = making.make();
        } catch (Unusable e) {
            throw new KeyStoreException(e.text(), e);
        }
        LOCK.lock();
        try {
            // Another thread may have been quicker; then both follow, and later ones share this one.
            known.remove(source);
            known.put(source, new WeakReference<>(made));
            return made;
        } finally {
            LOCK.unlock();
        }
    }

    private static <S, T> @Nullable Follower<T> known(Map<S, WeakReference<Follower<T>>> known, S source) {
        LOCK.lock();
        try {
            WeakReference<Follower<T>> found = known.get(source);
            return found == null ? null : found.get();
        } finally {
            LOCK.unlock();
        }
    }
}

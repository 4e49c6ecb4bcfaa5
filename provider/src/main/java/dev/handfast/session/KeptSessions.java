package dev.handfast.session;

import dev.handfast.async.Eventual;
import dev.handfast.tls.SessionStore;

/**
 * Where sessions of servers are kept, as handshakes ask it: what they look for may come later, what is put there they
 * do not wait for where that takes long. Nothing is thrown; no answer counts as none. Thread-safe.
 */
public interface KeptSessions {

    /** Keeps a value, as {@link SessionStore#put}; false if it is known by now that it could not be kept. */
    boolean put(byte[] id, byte[] sealed, long expiresAt);

    /** The value under an ID, which stays; of null for none. */
    Eventual<byte[]> get(byte[] id);

    /** The value under an ID, which is removed in the same step; of null for none. */
    Eventual<byte[]> take(byte[] id);

    /** Forgets a value: at once, or soon. */
    void remove(byte[] id);

    /** Whether calls may wait, or are calls of an application's, for which no lock may be held. */
    boolean mayBlock();

    /** A store whose answers are there when its methods return. */
    static KeptSessions of(SessionStore store) {
        return new KeptSessions() {
            @Override
            public boolean put(byte[] id, byte[] sealed, long expiresAt) {
                return store.put(id, sealed, expiresAt);
            }

            @Override
            public Eventual<byte[]> get(byte[] id) {
                return Eventual.now(store.get(id));
            }

            @Override
            public Eventual<byte[]> take(byte[] id) {
                return Eventual.now(store.take(id));
            }

            @Override
            public void remove(byte[] id) {
                store.remove(id);
            }

            @Override
            public boolean mayBlock() {
                return store.mayBlock();
            }
        };
    }
}

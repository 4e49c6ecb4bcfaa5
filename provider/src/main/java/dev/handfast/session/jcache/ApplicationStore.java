package dev.handfast.session.jcache;

import dev.handfast.tls.SessionStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A store of an application's, which may fail or hang: then it counts as empty, and handshakes are full. */
record ApplicationStore(SessionStore store, SafeCalls<SessionStore> calls) implements SessionStore {

    static ApplicationStore of(SessionStore store, Duration patience) {
        return new ApplicationStore(store, SafeCalls.to(store, store.mayBlock(), "session store", patience));
    }

    @Override
    public boolean put(byte[] id, byte[] sealed, long expiresAt) {
        return calls.ask(asked -> asked.put(id, sealed, expiresAt), false);
    }

    @Override
    public byte @Nullable [] get(byte[] id) {
        return calls.ask(asked -> asked.get(id));
    }

    @Override
    public byte @Nullable [] take(byte[] id) {
        return calls.ask(asked -> asked.take(id));
    }

    @Override
    public void remove(byte[] id) {
        calls.tell(asked -> {
            asked.remove(id);
            return null;
        });
    }

    @Override
    public boolean mayBlock() {
        return calls.mayBlock();
    }
}

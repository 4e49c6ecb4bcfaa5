package dev.handfast.session.jcache;

import dev.handfast.async.Eventual;
import dev.handfast.session.KeptSessions;
import dev.handfast.tls.AsyncSessionStore;

import java.time.Duration;

/** A store of an application's that answers later: without an answer it counts as empty, and handshakes are full. */
public record LaterStore(LaterCalls<AsyncSessionStore> calls) implements KeptSessions {

    /** A store that is asked; a handshake waits {@code patience} for each answer. */
    public static LaterStore of(AsyncSessionStore store, Duration patience) {
        return new LaterStore(LaterCalls.to(store, "session store", patience));
    }

    /** Not waited for: what fails costs a full handshake later. */
    @Override
    public boolean put(byte[] id, byte[] sealed, long expiresAt) {
        calls.tell(asked -> asked.put(id, sealed, expiresAt));
        return true;
    }

    @Override
    public Eventual<byte[]> get(byte[] id) {
        return calls.ask(asked -> asked.get(id), value -> (byte[]) value, null);
    }

    @Override
    public Eventual<byte[]> take(byte[] id) {
        return calls.ask(asked -> asked.take(id), value -> (byte[]) value, null);
    }

    @Override
    public void remove(byte[] id) {
        calls.tell(asked -> asked.remove(id));
    }

    /** Calls of an application's are made without a lock. */
    @Override
    public boolean mayBlock() {
        return true;
    }
}

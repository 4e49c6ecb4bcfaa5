package dev.handfast.session.jcache;

import dev.handfast.async.Eventual;
import dev.handfast.session.EarlyDataUses;
import dev.handfast.tls.AsyncReplayGuard;

import java.time.Duration;
import java.util.Objects;

/** A guard of an application's that answers later: without an answer no early data is taken. */
public record LaterGuard(SafeCalls<AsyncReplayGuard> naming, LaterCalls<AsyncReplayGuard> calls)
        implements
            EarlyDataUses {

    /** A guard that is asked; a handshake waits {@code patience} for each answer. */
    public static LaterGuard of(AsyncReplayGuard guard, Duration patience) {
        return new LaterGuard(SafeCalls.to(guard, false, "replay guard", patience),
                LaterCalls.to(guard, "replay guard", patience));
    }

    @Override
    public byte[] scope() {
        return ApplicationGuard.scope(naming, AsyncReplayGuard::scope);
    }

    @Override
    public Eventual<Boolean> firstUse(byte[] scope, byte[] use, long expiresAt) {
        return calls.ask(asked -> asked.firstUse(scope, use, expiresAt),
                value -> Objects.requireNonNull((Boolean) value, "null in place of a Boolean"), false);
    }
}

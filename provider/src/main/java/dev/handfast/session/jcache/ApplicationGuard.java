package dev.handfast.session.jcache;

import dev.handfast.tls.ReplayGuard;

import java.time.Duration;

/** A guard of an application's, which may fail or hang: then no early data is taken. */
record ApplicationGuard(ReplayGuard guard, SafeCalls<ReplayGuard> calls) implements ReplayGuard {

    /** RFC 9846 does not know it: a field of our tickets with one byte of length. */
    private static final int MAX_SCOPE = 255;

    static ApplicationGuard of(ReplayGuard guard, Duration patience) {
        return new ApplicationGuard(guard, SafeCalls.to(guard, true, "replay guard", patience));
    }

    @Override
    public byte[] scope() {
        return scope(calls, ReplayGuard::scope);
    }

    /** What a guard gives as its scope, if it is one; else empty: no early data. */
    static <T> byte[] scope(SafeCalls<T> calls, CircuitBreaker.Question<T, byte[]> question) {
        byte[] scope = calls.askHere(question);
        return scope == null || scope.length > MAX_SCOPE ? new byte[0] : scope.clone();
    }

    @Override
    public boolean firstUse(byte[] scope, byte[] use, long expiresAt) {
        return calls.ask(asked -> asked.firstUse(scope, use, expiresAt), false);
    }
}

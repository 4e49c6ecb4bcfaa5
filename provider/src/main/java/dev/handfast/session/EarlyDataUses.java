package dev.handfast.session;

import dev.handfast.async.Eventual;
import dev.handfast.tls.ReplayGuard;

/**
 * Which early data was taken (RFC 9846 section 8), as handshakes ask it: the answer may come later. Nothing is thrown;
 * no answer counts as a use that is not the first. Thread-safe.
 */
public interface EarlyDataUses {

    /** Refuses all early data. */
    EarlyDataUses NONE = of(ReplayGuard.NONE);

    /** What tickets name it by, as {@link ReplayGuard#scope}. */
    byte[] scope();

    /** Whether this use is the first, as {@link ReplayGuard#firstUse}. */
    Eventual<Boolean> firstUse(byte[] scope, byte[] use, long expiresAt);

    /** A guard whose answers are there when its methods return. */
    static EarlyDataUses of(ReplayGuard guard) {
        return new AtOnce(guard);
    }

    /** What answers when it is asked. */
    record AtOnce(ReplayGuard guard) implements EarlyDataUses {

        @Override
        public byte[] scope() {
            return guard.scope();
        }

        @Override
        public Eventual<Boolean> firstUse(byte[] scope, byte[] use, long expiresAt) {
            return Eventual.now(guard.firstUse(scope, use, expiresAt));
        }
    }
}

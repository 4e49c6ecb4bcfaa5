package dev.handfast.session;

import dev.handfast.tls.ReplayGuard;
import dev.handfast.wire.Opaque;

import java.security.SecureRandom;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A {@link ReplayGuard} in this process. When it is full of uses that still matter it refuses new ones rather than
 * forget old ones (RFC 9846 section 8.2). Thread-safe.
 */
public final class MemoryReplayGuard implements ReplayGuard {

    private static final int SCOPE = 8;

    private final Opaque scope;
    private final int most;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();

    // In the order of first use, hence nearly that of expiry: all windows have about the same length.
    private final Map<Opaque, Long> expiries = new LinkedHashMap<>();
    private long latest = Long.MIN_VALUE;

    /**
     * Remembers none.
     *
     * @param random draws the scope
     * @param most uses to remember at a time
     * @param clock milliseconds since 1970
     */
    public MemoryReplayGuard(SecureRandom random, int most, LongSupplier clock) {
        byte[] drawn = new byte[SCOPE];
        random.nextBytes(drawn);
        this.scope = Opaque.adopt(drawn);
        this.most = most;
        this.clock = clock;
    }

    @Override
    public byte[] scope() {
        return scope.toBytes();
    }

    @Override
    public boolean firstUse(byte[] ticketsScope, byte[] use, long expiresAt) {
        if (!Opaque.copyOf(ticketsScope).equals(scope)) {
            return false;
        }
        Opaque once = Opaque.copyOf(use);
        lock.lock();
        try {
            // A clock that is set back would bring uses back to life that were forgotten; until it has caught up again,
            // it is as late as it ever was, and what seems over by that is refused.
            latest = Math.max(latest, clock.getAsLong());
            Iterator<Long> oldestFirst = expiries.values().iterator();
            while (oldestFirst.hasNext() && oldestFirst.next() <= latest) {
                oldestFirst.remove();
            }
            return expiries.size() < most && expiresAt > latest && expiries.putIfAbsent(once, expiresAt) == null;
        } finally {
            lock.unlock();
        }
    }
}

package dev.handfast.session.jcache;

import dev.handfast.session.MemoryReplayGuard;
import dev.handfast.session.jcache.CircuitBreaker.Question;
import dev.handfast.tls.ReplayGuard;
import dev.handfast.wire.Opaque;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A {@link ReplayGuard} for all servers that share a store (RFC 9846 section 8.2). Whoever records a use first may take
 * the early data; that is one for the whole fleet, as {@code putIfAbsent} is atomic.
 *
 * <p>A store that lost what it knew must not accept again what came before. So the scope, which tickets name, lives in
 * the store and is lost with the rest; it is looked for after each use is recorded, and only ever drawn anew, never put
 * back. Each node also keeps what it has seen itself: even a store that forgets or lies has no node accept a use twice.
 */
final class JCacheReplayGuard implements ReplayGuard {

    private static final int SCOPE = 16;
    private static final int MAX_SCOPE = 255;

    /** Uses to remember at a time in this process: 50,000 a second. */
    private static final int USES = 1_000_000;

    /** How often tickets of other scopes have the store asked. */
    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private static final byte[] MARK = {1};

    private final CircuitBreaker<Caches> reach;
    private final StoreKeys keys;
    private final SecureRandom random;
    private final MemoryReplayGuard local;
    private final AtomicBoolean learning = new AtomicBoolean();
    private final AtomicLong looked = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);
    private volatile Opaque scope = Opaque.EMPTY;

    JCacheReplayGuard(CircuitBreaker<Caches> reach, StoreKeys keys, SecureRandom random, LongSupplier clock) {
        this.reach = reach;
        this.keys = keys;
        this.random = random;
        this.local = new MemoryReplayGuard(random, USES, clock);
    }

    /** What was learned last; empty while the store has not told. */
    @Override
    public byte[] scope() {
        Opaque known = scope;
        if (known.isEmpty()) {
            learnScope(known);
        }
        return known.toBytes();
    }

    @Override
    public boolean firstUse(byte[] ticketsScope, byte[] use, long expiresAt) {
        Opaque known = scope;
        if (!Opaque.copyOf(ticketsScope).equals(known)) {
            // An old ticket, or one from a node that knows of a loss which this one has not noticed.
            learnScopeNowAndThen(known);
            return false;
        }
        if (ticketsScope.length == 0 || !local.firstUse(local.scope(), use, expiresAt)) {
            return false;
        }
        String key = keys.of(use);
        byte[] expected = ticketsScope.clone();
        return reach.ask(caches -> {
            if (!caches.uses().putIfAbsent(key, MARK)) {
                return false;
            }
            // Behind the use: a store that is emptied later has told of it, one that was emptied before has no scope.
            boolean same = Arrays.equals(expected, caches.sessions().get(StoreKeys.SCOPE));
            if (!same) {
                scope = Opaque.EMPTY;
            }
            return same;
        }, false);
    }

    private void learnScopeNowAndThen(Opaque known) {
        long before = looked.get();
        long now = System.nanoTime();
        if (now - before >= INTERVAL_NANOS && looked.compareAndSet(before, now)) {
            learnScope(known);
        }
    }

    /** Looks for the scope in the background if it still is what was known, and draws one if there is none. */
    private void learnScope(Opaque known) {
        Question<Caches, Void> question = caches -> {
            learnScope(known, caches);
            return null;
        };
        Runnable afterwards = () -> learning.set(false);
        if (learning.compareAndSet(false, true)) {
            reach.askLater(question, afterwards);
        }
    }

    private void learnScope(Opaque known, Caches caches) {
        if (!scope.equals(known)) {
            return;
        }
        byte[] found = caches.sessions().get(StoreKeys.SCOPE);
        if (found == null) {
            byte[] drawn = new byte[SCOPE];
            random.nextBytes(drawn);
            caches.sessions().putIfAbsent(StoreKeys.SCOPE, drawn);
            found = caches.sessions().get(StoreKeys.SCOPE);
        }
        if (found != null && found.length > 0 && found.length <= MAX_SCOPE) {
            scope = Opaque.copyOf(found);
        }
    }
}

package dev.handfast.session.jcache;

import dev.handfast.jcache.JCacheStore;
import dev.handfast.tls.TlsContext;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.net.ssl.SSLContext;

/** A cache in memory that can be told to fail, to hang, to forget and to be closed. */
public final class MapCache {

    /** How it behaves. */
    public enum Mood {
        WORKS, FAILS, HANGS
    }

    public final Map<String, byte[]> entries = new ConcurrentHashMap<>();
    public final AtomicInteger calls = new AtomicInteger();
    public final AtomicInteger hanging = new AtomicInteger();
    public volatile Mood mood = Mood.WORKS;
    public volatile boolean closed;
    public volatile boolean forgetful;
    public volatile Duration expiry = new Duration(TimeUnit.SECONDS, SharedStore.USE_SECONDS);

    private final CountDownLatch never = new CountDownLatch(1);

    /** The cache as JCache shows it; methods that a store has no use for are missing. */
    @SuppressWarnings("unchecked")
    public Cache<String, byte[]> cache() {
        return (Cache<String, byte[]>) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Cache.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getName" -> "map";
                    case "isClosed" -> closed;
                    case "getConfiguration" -> new MutableConfiguration<String, byte[]>().setExpiryPolicyFactory(
                            CreatedExpiryPolicy.factoryOf(expiry));
                    default -> entry(method.getName(), arguments);
                });
    }

    private Object entry(String method, Object[] arguments) throws InterruptedException {
        calls.incrementAndGet();
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (mood == Mood.FAILS) {
            throw new CacheException("out of order");
        }
        if (mood == Mood.HANGS) {
            hanging.incrementAndGet();
            try {
                never.await();
            } finally {
                hanging.decrementAndGet();
            }
        }
        String key = (String) arguments[0];
        return switch (method) {
            case "get" -> entries.get(key);
            case "put" -> entries.put(key, ((byte[]) arguments[1]).clone());
            case "getAndRemove" -> entries.remove(key);
            case "remove" -> entries.remove(key) != null;
            case "putIfAbsent" -> entries.putIfAbsent(key, ((byte[]) arguments[1]).clone()) == null || forgetful;
            default -> throw new UnsupportedOperationException(method);
        };
    }

    /** Has a context keep its sessions in caches, with the patience that the property says. */
    public static void keepIn(SSLContext context, Cache<String, byte[]> sessions, Cache<String, byte[]> uses) {
        JCacheStore store = JCacheStore.of(sessions, uses,
                java.time.Duration.ofMillis(Long.getLong("handfast.session.storeMillis", 1000)));
        TlsContext.of(context).keepIn(store.sessions(), store.guard());
    }
}

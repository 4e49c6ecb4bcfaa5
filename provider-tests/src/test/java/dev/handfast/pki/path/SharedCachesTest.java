package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What caches may take, one by one and together, and that one object's are its own. */
@Tag("unit")
class SharedCachesTest {

    private static final long MB = 1 << 20;

    private static final CacheKind<String, Integer> KIND = new CacheKind<>(CacheShare.OCSP_RESPONSES,
            (key, value) -> value);

    private static long sum(long heap) {
        return Arrays.stream(CacheShare.values()).mapToLong(share -> share.of(heap)).sum();
    }

    @Test
    void sharesTakeABoundedNumberOfBytesTogether() {
        assertTrue(sum(Long.MAX_VALUE) <= 415 * MB, "together: " + sum(Long.MAX_VALUE));
        assertEquals(sum(Long.MAX_VALUE), sum(1024 * MB), "all have their most from a heap of 1 GB on");
        for (long heap : new long[] {16 * MB, 64 * MB, 256 * MB, 512 * MB, 1024 * MB}) {
            assertTrue(sum(heap) <= heap / 32 * 17, heap + ": " + sum(heap));
        }
    }

    @Test
    void aCacheKeepsWithinItsShare() {
        SharedCaches caches = new SharedCaches(64 * MB);
        LruCache<String, Integer> cache = caches.get(KIND);
        assertSame(cache, caches.get(KIND));
        for (int i = 0; i < 100; i++) {
            cache.put("key " + i, 100_000);
        }
        SharedCaches.Usage usage = caches.usage().get(CacheShare.OCSP_RESPONSES.ordinal());
        assertEquals(CacheShare.OCSP_RESPONSES, usage.share());
        assertEquals(MB, usage.most());
        assertTrue(usage.bytes() > MB - 110_000 && usage.bytes() <= MB, "bytes: " + usage.bytes());
        assertEquals(CacheShare.values().length, caches.usage().size());
    }

    @Test
    void objectsShareNothing() {
        SharedCaches one = new SharedCaches(64 * MB);
        SharedCaches other = new SharedCaches(64 * MB);
        one.get(KIND).put("key", 1);
        assertNotNull(one.get(KIND).get("key"));
        assertNull(other.get(KIND).get("key"));
    }

    @Test
    void aShareHasOneKind() {
        SharedCaches caches = new SharedCaches(64 * MB);
        caches.get(KIND);
        CacheKind<String, Integer> second = new CacheKind<>(CacheShare.OCSP_RESPONSES, (key, value) -> 0);
        assertThrows(IllegalStateException.class, () -> caches.get(second));
    }

    @Test
    void aWarningIsFirstOnce() {
        SharedCaches caches = new SharedCaches(1024 * MB);
        assertTrue(caches.isFirst("one"));
        assertTrue(caches.isFirst("two"));
        assertFalse(caches.isFirst("one"));
        assertFalse(caches.isFirst("two"));
        for (int i = 0; i < 1_000; i++) {
            caches.isFirst("warning " + i);
        }
        assertTrue(caches.isFirst("one"), "it was told long ago");
    }
}

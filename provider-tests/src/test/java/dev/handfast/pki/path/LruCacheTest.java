package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the cache keeps and what it drops, to the entry and to the byte. */
@Tag("unit")
class LruCacheTest {

    private static final int ENTRY = 150;

    @Test
    void dropsWhatWasNotUsedForLongest() {
        LruCache<String, Integer> cache = new LruCache<>(2);
        cache.put("a", 1);
        cache.put("b", 2);
        assertEquals(1, cache.get("a"));
        cache.put("c", 3);
        assertNull(cache.get("b"));
        assertEquals(1, cache.get("a"));
        assertEquals(3, cache.get("c"));
    }

    @Test
    void weighsEntriesByTheirBytes() {
        LruCache<String, Integer> cache = new LruCache<>(2 * ENTRY + 100, (key, value) -> value);
        cache.put("a", 60);
        cache.put("b", 40);
        assertEquals(60, cache.get("a"));
        assertEquals(40, cache.get("b"));
        cache.put("b", 41);
        assertNull(cache.get("a"));
        assertEquals(41, cache.get("b"));
        cache.put("c", 59);
        assertEquals(41, cache.get("b"));
        assertEquals(59, cache.get("c"));
    }

    @Test
    void keepsNothingThatAloneWeighsMore() {
        LruCache<String, Integer> cache = new LruCache<>(ENTRY + 100, (key, value) -> value);
        cache.put("a", 100);
        assertEquals(100, cache.get("a"));
        cache.put("b", 101);
        assertNull(cache.get("b"));
        assertEquals(100, cache.get("a"), "nothing had to go for it");
        cache.put("a", 101);
        assertNull(cache.get("a"), "the old value is not the new one");
    }

    @Test
    void forgottenWeighsNothing() {
        LruCache<String, Integer> cache = new LruCache<>(2 * ENTRY, (key, value) -> value);
        for (int i = 0; i < 5; i++) {
            cache.put("a", 0);
            cache.put("b", 0);
            cache.remove("a");
            cache.remove("nobody");
            assertNull(cache.get("a"));
            cache.put("c", 0);
            assertEquals(0, cache.get("b"));
            assertEquals(0, cache.get("c"));
            cache.clear();
            assertNull(cache.get("b"));
        }
    }

    @Test
    void putIfAbsentAnswersWhatThereIs() {
        LruCache<String, Integer> cache = new LruCache<>(1);
        assertEquals(1, cache.putIfAbsent("a", 1));
        assertEquals(1, cache.putIfAbsent("a", 2));
        assertEquals(1, cache.get("a"));
        assertEquals(2, cache.putIfAbsent("b", 2));
        assertNull(cache.get("a"));
    }
}

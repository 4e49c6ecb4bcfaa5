package dev.handfast.message;

import dev.handfast.wire.Opaque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random values for tests; the seed decides all of them. */
public final class RandomBytes {

    private final Random random;

    public RandomBytes(long seed) {
        random = new Random(seed);
    }

    /** A number between two bounds, both possible. */
    public int number(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** A number of 32 bits. */
    public long u32() {
        return random.nextLong() & 0xffffffffL;
    }

    public boolean bool() {
        return random.nextBoolean();
    }

    /** Bytes of a length between two bounds. */
    public Opaque opaque(int least, int most) {
        byte[] bytes = new byte[number(least, most)];
        random.nextBytes(bytes);
        return Opaque.adopt(bytes);
    }

    /** A list of a size between two bounds. */
    public <T> List<T> list(int least, int most, Supplier<T> item) {
        List<T> list = new ArrayList<>();
        for (int i = number(least, most); i > 0; i--) {
            list.add(item.get());
        }
        return list;
    }

    /** One of several. */
    @SafeVarargs
    public final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** Any code point of two bytes, a GREASE value now and then (RFC 8701). */
    public int code() {
        return number(0, 7) == 0 ? 0x0a0a + 0x1010 * number(0, 15) : number(0, 0xffff);
    }

    public void shuffle(List<?> list) {
        Collections.shuffle(list, random);
    }
}

package dev.handfast.crypto.mlkem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What operations leave behind, and what they make. */
@Tag("unit")
class MlKemMemoryTest {

    private static final int ROUNDS = 200;

    /** Also behind an operation that fails. */
    @ParameterizedTest
    @EnumSource
    void whatIsWorkedInIsWiped(ParameterSet set) throws IllegalAccessException {
        byte[] seed = filled(64);
        DecapsulationKey key = set.newKey(seed);
        assertIdleIsWiped("key generation");
        byte[] ciphertext = set.encapsulate(key.encapsulationKey(), filled(32)).ciphertext();
        assertIdleIsWiped("encapsulation");
        key.decapsulate(ciphertext);
        assertIdleIsWiped("decapsulation");
        ciphertext[5] ^= 1;
        key.decapsulate(ciphertext);
        assertIdleIsWiped("rejection");
        set.decode(key.encoded());
        assertIdleIsWiped("decoding");
        byte[] large = key.encoded();
        large[set.k * 384 - 1] = -1;
        large[set.k * 384 - 2] = -1;
        assertThrows(IllegalArgumentException.class, () -> set.decode(large));
        assertIdleIsWiped("refusal");
    }

    private static void assertIdleIsWiped(String behind) throws IllegalAccessException {
        List<Work> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Work work = Work.take();
            taken.add(work);
            assertEquals(List.of(), dirty(work), "behind " + behind);
        }
        taken.forEach(Work::close);
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatIsDestroyedIsWiped(ParameterSet set) throws IllegalAccessException {
        DecapsulationKey key = set.newKey(filled(64));
        List<String> before = dirty(key);
        assertTrue(before.containsAll(List.of("secret", "z")), before::toString);
        key.destroy();
        List<String> after = dirty(key);
        // What is left is public
        assertEquals(List.of("encapsulationKey", "hash", "matrix.kept"), after.stream()
                .filter(name -> !name.equals("matrix.seedHolder")).toList());
    }

    /** Names of the arrays that have something in them, also in objects of this package. */
    private static List<String> dirty(Object object) throws IllegalAccessException {
        List<String> dirty = new ArrayList<>();
        for (Field field : object.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            Object value = field.get(object);
            if (field.getType().isArray()) {
                if (IntStream.range(0, Array.getLength(value)).anyMatch(i -> Array.getLong(value, i) != 0)) {
                    dirty.add(field.getName());
                }
            } else if (!field.getType().isPrimitive() && !field.getType().isEnum()) {
                dirty(value).forEach(each -> dirty.add(field.getName() + "." + each));
            }
        }
        dirty.sort(null);
        return dirty;
    }

    /** Results, the key's own state, and some 100 bytes of small objects. */
    @ParameterizedTest
    @CsvSource({"ML_KEM_768, 7600, 1300, 200", "ML_KEM_1024, 12200, 1800, 200"})
    void nothingIsMadeButResults(ParameterSet set, long ofKey, long ofEncapsulation, long ofDecapsulation) {
        byte[] seed = filled(64);
        DecapsulationKey key = set.newKey(seed);
        byte[] encoded = key.encapsulationKey();
        byte[] message = filled(32);
        byte[] ciphertext = set.encapsulate(encoded, message).ciphertext();
        assertMakes(ofKey, () -> set.newKey(seed));
        assertMakes(ofEncapsulation, () -> set.encapsulate(encoded, message));
        assertMakes(ofDecapsulation, () -> key.decapsulate(ciphertext));
    }

    private static void assertMakes(long most, Runnable operation) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            operation.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        long each = least;
        System.out.println("ML-KEM makes " + each + " B, of at most " + most);
        assertTrue(each <= most, () -> each + " bytes are made, at most " + most + " may be");
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        return bytes;
    }
}

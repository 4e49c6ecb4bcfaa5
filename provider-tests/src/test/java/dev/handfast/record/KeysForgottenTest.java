package dev.handfast.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.record.Suites.Pair;
import dev.handfast.record.Suites.Suite;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.TlsFault;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that are replaced or closed are gone: the primitives that had them are closed, IVs and nonces are wiped. */
@Tag("unit")
class KeysForgottenTest {

    private final Random random = Suites.seeded(this);
    private final List<String> made = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final List<String> succeeded = new ArrayList<>();

    static List<Suite> suites() {
        return Suites.all();
    }

    static List<Suite> cbc() {
        return Suites.cbc();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void keysThatAreReplacedAreForgotten(Suite suite) throws TlsFault, IllegalAccessException {
        CryptoProvider watched = watched("");
        Pair pair = suite.pair(random, watched, watched);
        pair.open(pair.seal(ContentType.APPLICATION_DATA, new byte[100], 0));
        Object readKeys = field(pair.reader(), "keys");
        Object writeKeys = field(pair.writer(), "keys");
        Set<String> first = Set.copyOf(made);
        assertEquals(List.of(), closed);
        pair.install(ReadKeys.plaintext(), WriteKeys.plaintext());
        assertEquals(first, Set.copyOf(closed));
        assertWiped(readKeys);
        assertWiped(writeKeys);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void keysThatAreClosedAreForgotten(Suite suite) throws TlsFault, IllegalAccessException {
        CryptoProvider watched = watched("");
        Pair pair = suite.pair(random, watched, watched);
        pair.open(pair.seal(ContentType.APPLICATION_DATA, new byte[100], 0));
        pair.reader().close();
        pair.writer().close();
        assertEquals(Set.copyOf(made), Set.copyOf(closed));
        assertWiped(field(pair.reader(), "keys"));
        assertWiped(field(pair.writer(), "keys"));
    }

    /** Of TLS 1.3's, the next ones take over the cipher, before the old ones are closed. */
    @ParameterizedTest
    @MethodSource("suites")
    void theNextKeysOfADirectionTakeTheCipherOver(Suite suite) throws IllegalAccessException {
        CryptoProvider watched = watched("");
        Pair pair = suite.pair(random, watched, watched);
        Pair next = suite.pair(random, watched, watched);
        pair.install((ReadKeys) field(next.reader(), "keys"), (WriteKeys) field(next.writer(), "keys"));
        assertEquals(suite.tls13() ? List.of("opener 2 of opener 0", "sealer 3 of sealer 1") : List.of(), succeeded);
    }

    /** A MAC's key is not left behind when the cipher cannot be made. */
    @ParameterizedTest
    @MethodSource("cbc")
    void halfMadeKeysAreForgotten(Suite suite) {
        assertThrows(IllegalStateException.class, () -> suite.pair(random, watched("cbcDecryptor"), Suites.CRYPTO));
        assertEquals(List.of("hmac 0"), closed);
        assertThrows(IllegalStateException.class, () -> suite.pair(random, Suites.CRYPTO, watched("cbcEncryptor")));
        assertEquals(List.of("hmac 0", "hmac 1"), closed);
    }

    @ParameterizedTest
    @MethodSource("cbc")
    void keysThatDoNotFitAreTheCallersMistake(Suite suite) {
        byte[] key = new byte[suite.cipher().keyLength()];
        byte[] macKey = new byte[suite.mac().length()];
        for (byte[][] keys : new byte[][][] {{new byte[key.length - 1], macKey}, {key, new byte[macKey.length + 1]}}) {
            assertThrows(IllegalArgumentException.class, () -> ReadKeys.tls12Cbc(Suites.CRYPTO, suite.cipher(),
                    suite.mac(), keys[0], keys[1], suite.encryptThenMac()));
            assertThrows(IllegalArgumentException.class, () -> WriteKeys.tls12Cbc(Suites.CRYPTO, suite.cipher(),
                    suite.mac(), keys[0], keys[1], suite.encryptThenMac()));
        }
    }

    private static void assertWiped(Object keys) throws IllegalAccessException {
        int arrays = 0;
        for (Field field : keys.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            boolean secret = List.of("iv", "nonce", "expected", "discarded").contains(field.getName());
            if (secret && !Modifier.isStatic(field.getModifiers())) {
                byte[] bytes = (byte[]) field.get(keys);
                assertArrayEquals(new byte[bytes.length], bytes, () -> keys.getClass() + "." + field.getName());
                arrays++;
            }
        }
        assertEquals(keys instanceof WriteCbc12 ? 1 : 2, arrays);
    }

    private static Object field(Object owner, String name) throws IllegalAccessException {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    /** The usual primitives, which are counted, and tell of their end; {@code failing} cannot be made. */
    private CryptoProvider watched(String failing) {
        return (CryptoProvider) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {
            CryptoProvider.class}, (proxy, method, arguments) -> {
                if (method.getName().equals(failing)) {
                    throw new IllegalStateException("as the test says");
                }
                Object real = call(method, Suites.CRYPTO, arguments);
                Class<?> type = method.getReturnType();
                if (!AutoCloseable.class.isAssignableFrom(type)) {
                    return real;
                }
                String name = method.getName() + " " + made.size();
                made.add(name);
                return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type},
                        (self, called, given) -> {
                            switch (called.getName()) {
                                case "close" -> closed.add(name);
                                case "succeed" -> succeeded.add(name + " of " + given[0]);
                                case "toString" -> {
                                    return name;
                                }
                                default -> {
                                    return call(called, real, given);
                                }
                            }
                            return null;
                        });
            });
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

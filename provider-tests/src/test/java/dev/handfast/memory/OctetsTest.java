package dev.handfast.memory;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.pki.TestPki;
import dev.handfast.wire.Opaque;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever octets it is given, each function of octets alone comes to an end, and throws nothing that is an Error. All
 * of them are tried, found by reflection: readers, and those that only look or count.
 */
@Tag("unit")
class OctetsTest {

    private static final int ROUNDS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Lengths that readers get wrong: indefinite, too long, of more octets than are there, negative if extended. */
    private static final byte[] LENGTHS = {(byte) 0x80, (byte) 0x81, (byte) 0x82, (byte) 0x83, (byte) 0x84, (byte) 0xff,
        0, 1, 0x7f};
    private static final byte[] TAGS = {2, 3, 4, 5, 6, 0x0c, 0x17, 0x18, 0x30, 0x31, (byte) 0x80, (byte) 0x86,
        (byte) 0xa0, (byte) 0xa3, 0x1f};

    static Stream<Method> functions() {
        List<Method> functions = new ArrayList<>();
        for (Class<?> type : Retained.classes()) {
            for (Method method : type.getDeclaredMethods()) {
                List<Class<?>> parameters = List.of(method.getParameterTypes());
                boolean ofOctets = parameters.equals(List.of(byte[].class)) || parameters.equals(List.of(Opaque.class));
                if (Modifier.isStatic(method.getModifiers()) && ofOctets && !method.isSynthetic()) {
                    method.setAccessible(true);
                    functions.add(method);
                }
            }
        }
        assertTrue(functions.size() > 60, functions.toString());
        return functions.stream();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void comesToAnEnd(Method function) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("OctetsTest: " + function.getDeclaringClass().getSimpleName() + "." + function.getName()
                + ", seed " + seed);
        Random random = new Random(seed);
        byte[] certificate = TestPki.raw(
                content -> content.raw(new ASN1ObjectIdentifier("2.5.29.14"), new byte[] {4, 4, 1, 2, 3, 4}));
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                call(function, octets(random, certificate));
            }
        });
    }

    /** Refusals are answers, errors are not. */
    private static void call(Method function, byte[] octets) throws IllegalAccessException {
        Object argument = function.getParameterTypes()[0] == Opaque.class ? Opaque.copyOf(octets) : octets;
        try {
            function.invoke(null, argument);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
        }
    }

    private static byte[] octets(Random random, byte[] certificate) {
        return switch (random.nextInt(3)) {
            case 0 -> random(random, random.nextInt(200));
            case 1 -> elements(random, 4);
            default -> damaged(random, certificate);
        };
    }

    private static byte[] random(Random random, int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    /** Elements within elements, of which some announce another length than they have. */
    private static byte[] elements(Random random, int depth) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int count = random.nextInt(4); count >= 0; count--) {
            byte[] content = depth == 0 ? random(random, random.nextInt(24)) : elements(random, depth - 1);
            out.write(TAGS[random.nextInt(TAGS.length)]);
            if (random.nextInt(8) == 0) {
                out.write(LENGTHS[random.nextInt(LENGTHS.length)]);
            } else if (content.length < 0x80) {
                out.write(content.length);
            } else {
                out.write(0x82);
                out.write(content.length >> 8);
                out.write(content.length);
            }
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    /** A certificate of which up to three octets are others. */
    private static byte[] damaged(Random random, byte[] certificate) {
        byte[] damaged = certificate.clone();
        for (int count = random.nextInt(4); count > 0; count--) {
            damaged[random.nextInt(damaged.length)] = random.nextBoolean() ? (byte) random.nextInt()
                    : LENGTHS[random.nextInt(LENGTHS.length)];
        }
        return damaged;
    }
}

package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.SharedParts;
import dev.handfast.handshake.HandshakeConfigBuilder;
import dev.handfast.handshake.TestSettings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each part of a configuration either must be there, and is refused at once where it is null, or a handshake does
 * without.
 */
@Tag("contract")
class ConfigNullsTest {

    private static final Set<String> DONE_WITHOUT = Set.of("serverName", "applicationProtocolSelector", "keyLog");

    /** A part that stands alone, or one of a group. */
    private record Part(RecordComponent group, RecordComponent component) {

        String name() {
            return component.getName();
        }
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void nullIsRefusedOrDoneWithout(ConnectionProfile lane) throws Exception {
        for (boolean client : new boolean[] {true, false}) {
            Set<String> done = new TreeSet<>();
            for (Part part : parts()) {
                if (part.component.getType().isPrimitive()) {
                    continue;
                }
                HandshakeConfig without;
                try {
                    without = without((client ? lane.client() : lane.server()).build(), part);
                } catch (InvocationTargetException e) {
                    assertInstanceOf(NullPointerException.class, e.getCause(), part.name());
                    continue;
                }
                done.add(part.name());
                ProtocolConnection ours = new ProtocolConnection(without);
                ProtocolConnection other = new ProtocolConnection((client ? lane.server() : lane.client()).build());
                handshake(ours, other);
                assertNotNull(ours.session(), part.name());
                assertNotNull(other.session(), part.name());
            }
            Set<String> expected = new TreeSet<>(DONE_WITHOUT);
            if (client) {
                expected.add("cookies");
            }
            assertEquals(expected, done);
        }
    }

    /** Every part that is no group is set by its name, and none by two. */
    @Test
    void eachPartHasItsSetter() {
        List<String> setters = Arrays.stream(HandshakeConfigBuilder.class.getMethods())
                .filter(method -> method.getReturnType() == HandshakeConfigBuilder.class)
                .map(Method::getName).sorted().toList();
        assertEquals(parts().stream().filter(part -> part.group != null || !isGroup(part.component)).map(Part::name)
                .filter(name -> !name.equals("crypto") && !name.equals("client")).sorted().toList(), setters);
    }

    /** What is set to null by its name is refused or done without like the part. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSetterHidesNoNull(boolean client) throws Exception {
        Set<String> done = new TreeSet<>();
        for (Method setter : HandshakeConfigBuilder.class.getMethods()) {
            if (setter.getReturnType() != HandshakeConfigBuilder.class || setter.getParameterTypes()[0].isPrimitive()) {
                continue;
            }
            HandshakeConfigBuilder builder = (client ? TestSettings.client() : TestSettings.server()).builder();
            try {
                setter.invoke(builder, (Object) null);
                builder.build();
                done.add(setter.getName());
            } catch (NullPointerException refused) {
                assertNotNull(refused, setter.getName());
            }
        }
        Set<String> expected = new TreeSet<>(DONE_WITHOUT);
        if (client) {
            expected.add("cookies");
        }
        assertEquals(expected, done);
        assertThrows(NullPointerException.class,
                () -> HandshakeConfig.builder(null, client, new SharedParts()).build());
    }

    /** The groups' and the configuration's own, the groups themselves among them. */
    private static List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (RecordComponent component : HandshakeConfig.class.getRecordComponents()) {
            parts.add(new Part(null, component));
            if (isGroup(component)) {
                for (RecordComponent inner : component.getType().getRecordComponents()) {
                    parts.add(new Part(component, inner));
                }
            }
        }
        assertTrue(parts.size() > HandshakeConfig.class.getRecordComponents().length, "no groups");
        return parts;
    }

    private static boolean isGroup(RecordComponent component) {
        return component.getType().isRecord() && component.getType().getNestHost() == HandshakeConfig.class;
    }

    private static HandshakeConfig without(HandshakeConfig all, Part part) throws Exception {
        if (part.group == null) {
            return with(all, part.component, null);
        }
        return with(all, part.group, with((Record) part.group.getAccessor().invoke(all), part.component, null));
    }

    /** A copy of a record with one part replaced. */
    @SuppressWarnings("unchecked")
    private static <R extends Record> R with(R all, RecordComponent part, Object value) throws Exception {
        RecordComponent[] parts = all.getClass().getRecordComponents();
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = parts[i].getName().equals(part.getName()) ? value : parts[i].getAccessor().invoke(all);
        }
        return (R) all.getClass().getConstructor(Arrays.stream(parts).map(RecordComponent::getType)
                .toArray(Class[]::new)).newInstance(values);
    }

    private static void handshake(ProtocolConnection one, ProtocolConnection other) throws Exception {
        ByteBuffer toOther = ByteBuffer.allocate(1 << 17);
        ByteBuffer toOne = ByteBuffer.allocate(1 << 17);
        one.begin();
        other.begin();
        int steps = 0;
        for (boolean moved = true; moved; steps++) {
            moved = Pair.step(one, toOther, toOne);
            moved |= Pair.step(other, toOne, toOther);
            assertTrue(steps < 1000, "no end");
        }
    }
}

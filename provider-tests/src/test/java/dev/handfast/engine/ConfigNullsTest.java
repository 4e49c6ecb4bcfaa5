package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.HandshakeConfig;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each part of a configuration either must be there, and is refused at once where it is null, or a handshake does
 * without.
 */
@Tag("contract")
class ConfigNullsTest {

    private static final Set<String> DONE_WITHOUT = Set.of("serverName", "applicationProtocolSelector", "keyLog");

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void nullIsRefusedOrDoneWithout(ConnectionProfile lane) throws Exception {
        for (boolean client : new boolean[] {true, false}) {
            Set<String> done = new TreeSet<>();
            for (RecordComponent part : HandshakeConfig.class.getRecordComponents()) {
                if (part.getType().isPrimitive()) {
                    continue;
                }
                HandshakeConfig without;
                try {
                    without = without((client ? lane.client() : lane.server()).build(), part);
                } catch (InvocationTargetException e) {
                    assertInstanceOf(NullPointerException.class, e.getCause(), part.getName());
                    continue;
                }
                done.add(part.getName());
                ProtocolConnection ours = new ProtocolConnection(without);
                ProtocolConnection other = new ProtocolConnection((client ? lane.server() : lane.client()).build());
                handshake(ours, other);
                assertNotNull(ours.session(), part.getName());
                assertNotNull(other.session(), part.getName());
            }
            Set<String> expected = new TreeSet<>(DONE_WITHOUT);
            if (client) {
                expected.add("cookies");
            }
            assertEquals(expected, done);
        }
    }

    private static HandshakeConfig without(HandshakeConfig all, RecordComponent part) throws Exception {
        RecordComponent[] parts = HandshakeConfig.class.getRecordComponents();
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = parts[i].getName().equals(part.getName()) ? null : parts[i].getAccessor().invoke(all);
        }
        return HandshakeConfig.class.getConstructor(Arrays.stream(parts).map(RecordComponent::getType)
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

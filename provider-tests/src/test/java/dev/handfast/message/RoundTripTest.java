package dev.handfast.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.Extensions;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every message and every extension, from random values to bytes and back to equal values. */
@Tag("unit")
class RoundTripTest {

    private static final int ROUNDS = 200;

    private final long seed = Long.getLong("handfast.seed", System.nanoTime());
    private final RandomBytes random = new RandomBytes(seed);

    RoundTripTest() {
        System.out.println("RoundTripTest: -Dhandfast.seed=" + seed);
    }

    @Test
    void messages() throws Exception {
        for (RandomMessages.MessageKind kind : RandomMessages.messageKinds()) {
            for (int i = 0; i < ROUNDS; i++) {
                HandshakeMessage message = kind.make().apply(random);
                byte[] raw = MessageCodecs.write(message);
                for (MessageVersion dialect : kind.dialects()) {
                    HandshakeMessage back = MessageCodecs.read(raw, dialect);
                    assertEquals(message, back, dialect::toString);
                    assertEquals(message.hashCode(), back.hashCode());
                    assertEquals(message.toString(), back.toString());
                    assertArrayEquals(raw, MessageCodecs.write(back));
                }
            }
        }
    }

    @Test
    void extensions() throws Exception {
        for (RandomMessages.ExtensionKind kind : RandomMessages.extensionKinds()) {
            for (ExtensionContext context : kind.contexts()) {
                for (int i = 0; i < ROUNDS; i++) {
                    Extension extension = kind.make().apply(random);
                    Extensions back = read(Extensions.of(extension), context);
                    assertEquals(extension, back.get(kind.type()), context::toString);
                    assertEquals(1, back.list().size());
                    assertTrue(back.has(extension.type()));
                }
            }
        }
    }

    @Test
    void blocks() throws Exception {
        for (ExtensionContext context : ExtensionContext.values()) {
            for (int i = 0; i < ROUNDS; i++) {
                Extensions block = RandomMessages.block(random, context);
                assertEquals(block, read(block, context), context::toString);
            }
        }
    }

    @Test
    void noKindIsForgotten() {
        Set<Class<?>> messages = new HashSet<>();
        RandomMessages.messageKinds().forEach(kind -> messages.add(kind.type()));
        assertEquals(leaves(HandshakeMessage.class), messages);
        Set<Class<?>> extensions = new HashSet<>();
        RandomMessages.extensionKinds().forEach(kind -> extensions.add(kind.type()));
        assertEquals(leaves(Extension.class), extensions);
    }

    private static Set<Class<?>> leaves(Class<?> type) {
        if (!type.isSealed()) {
            return Set.of(type);
        }
        Set<Class<?>> leaves = new HashSet<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            leaves.addAll(leaves(permitted));
        }
        return leaves;
    }

    private static Extensions read(Extensions block, ExtensionContext context) throws Exception {
        WireWriter out = new WireWriter();
        block.write(out);
        WireReader in = new WireReader(out.toBytes(), "test");
        Extensions back = Extensions.read(in, context);
        in.end();
        return back;
    }
}

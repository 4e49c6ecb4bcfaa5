package dev.handfast.handshake;

import static dev.handfast.spec.ExtensionType.EARLY_DATA;
import static dev.handfast.spec.ExtensionType.PRE_SHARED_KEY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.Resuming.Kind;
import dev.handfast.keys.EarlyStage;
import dev.handfast.keys.PskKind;
import dev.handfast.keys.Transcript;
import dev.handfast.session.ResumptionState;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.HandshakeType;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

/** A client that offers a PSK of another server's in front of the one that this server knows. */
@Tag("unit")
class SecondPskTest {

    private static final int IDENTITY = 32;
    private static final int BINDER = 32;

    private final Resuming resuming = new Resuming(Kind.EARLY);

    /** RFC 9846 section 4.3.10: the server takes the second PSK, and early data with the first alone. */
    @Test
    void earlyDataIsOfTheFirstPsk() {
        Dialogue first = resuming.talk(Dialogue.Tamper.NONE);
        assertNull(first.fault());
        assertArrayEquals(new byte[] {0, 0}, answer(first, HandshakeType.SERVER_HELLO, PRE_SHARED_KEY));
        assertNotNull(answer(first, HandshakeType.ENCRYPTED_EXTENSIONS, EARLY_DATA), "early data is taken");
        // The client has not offered two and would refuse the answer: it hears nothing.
        Dialogue second = resuming.talk((fromClient, index, raw) -> !fromClient ? List.of()
                : List.of(index == 0 ? withAnotherInFront(raw, resuming.state()) : raw));
        assertArrayEquals(new byte[] {0, 1}, answer(second, HandshakeType.SERVER_HELLO, PRE_SHARED_KEY));
        assertNull(answer(second, HandshakeType.ENCRYPTED_EXTENSIONS, EARLY_DATA), "early data is not taken");
    }

    private static byte[] answer(Dialogue talked, HandshakeType message, ExtensionType extension) {
        List<Dialogue.Said> found = talked.said().stream()
                .filter(said -> !said.fromClient() && RawExtensions.isOf(message, said.raw())).toList();
        assertEquals(1, found.size(), () -> message + ", " + talked.fault());
        return RawExtensions.bodyIn(found.get(0).raw(), extension);
    }

    /** The hello with an identity of the same age that nobody knows in front, and a right binder for the second. */
    private static byte[] withAnotherInFront(byte[] hello, ResumptionState state) {
        byte[] changed = RawExtensions.change(hello, all -> all.set(PRE_SHARED_KEY, body -> {
            ByteBuffer in = ByteBuffer.wrap(body);
            byte[] identities = new byte[in.getShort() & 0xffff];
            in.get(identities);
            return ByteBuffer.allocate(2 + 2 + IDENTITY + 4 + identities.length + 2 + 2 * (1 + BINDER))
                    .putShort((short) (2 + IDENTITY + 4 + identities.length))
                    .putShort((short) IDENTITY).put(new byte[IDENTITY])
                    .put(identities, identities.length - 4, 4).put(identities)
                    .putShort((short) (2 * (1 + BINDER)))
                    .put((byte) BINDER).put(new byte[BINDER]).put((byte) BINDER).put(new byte[BINDER]).array();
        }));
        CryptoProvider crypto = JcaCryptoProvider.standard();
        byte[] bound = new Transcript().hashWith(crypto, state.facts().suite().hash(), changed,
                changed.length - (2 + 2 * (1 + BINDER)));
        try (EarlyStage stage = EarlyStage.start(crypto, state.facts().suite().hash(), state.secret())) {
            byte[] binder = stage.binder(PskKind.RESUMPTION, bound);
            System.arraycopy(binder, 0, changed, changed.length - BINDER, BINDER);
        }
        return changed;
    }
}

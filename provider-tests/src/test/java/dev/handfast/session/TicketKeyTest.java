package dev.handfast.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.peers.Background;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;

/** A key whose ciphers serve again, whatever they were used for before and by whom. */
@Tag("unit")
class TicketKeyTest {

    private static final int NONCE = 12;

    private final long seed = System.nanoTime();

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] sealed(TicketKey key, byte[] nonce, byte[] authenticated, byte[] plain) {
        byte[] out = new byte[3 + plain.length + TicketKey.CIPHER.tagLength()];
        key.seal(nonce, authenticated, plain, out, 3);
        return Arrays.copyOfRange(out, 3, out.length);
    }

    @Test
    void manyThreadsSealAndOpenWhateverIsForgedInBetween() throws Exception {
        byte[] shared = bytes(new SplittableRandom(seed), TicketKey.CIPHER.keyLength());
        TicketKey key = new TicketKey(JcaCryptoProvider.standard(), shared.clone());
        TicketKey otherNode = new TicketKey(JcaCryptoProvider.standard(), shared.clone());
        List<Future<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 20; thread++) {
            SplittableRandom random = new SplittableRandom(seed + thread);
            threads.add(Background.run(() -> {
                for (int i = 0; i < 500; i++) {
                    byte[] nonce = bytes(random, NONCE);
                    byte[] authenticated = bytes(random, random.nextInt(40));
                    byte[] plain = bytes(random, random.nextInt(400));
                    byte[] sealed = sealed(key, nonce, authenticated, plain);
                    assertArrayEquals(plain, otherNode.open(nonce, authenticated, sealed), () -> "seed " + seed);
                    byte[] altered = sealed.clone();
                    altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
                    assertNull(key.open(nonce, authenticated, altered), () -> "seed " + seed);
                    assertNull(key.open(bytes(random, NONCE), authenticated, sealed), () -> "seed " + seed);
                    assertArrayEquals(plain, key.open(nonce, authenticated, sealed), () -> "seed " + seed);
                }
            }));
        }
        for (Future<Void> thread : threads) {
            Background.get(thread);
        }
    }
}

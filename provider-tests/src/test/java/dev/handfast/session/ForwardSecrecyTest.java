package dev.handfast.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hkdf;
import dev.handfast.crypto.RecordOpener;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.memory.Retained;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** When a ticket has expired, nothing is left in the process that opens it: whoever takes the heap comes too late. */
@Tag("contract")
class ForwardSecrecyTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final long HOUR = 3_600_000;
    private static final int LIFE = 24;
    private static final long BEGIN = 400_000 * HOUR;
    private static final byte[] PLAIN = "the secret of a session that somebody has recorded".getBytes();

    private final TicketSecrets own = TicketSecrets.ofProcess(CRYPTO);
    private final TicketSealer sealer = sealer(own);

    private static TicketSealer sealer(TicketSecrets secrets) {
        return new TicketSealer(CRYPTO, secrets, HOUR, LIFE * HOUR);
    }

    @Test
    void nothingOpensWhatHasExpired() {
        Opaque old = sealer.seal(PLAIN, BEGIN);
        assertTrue(isOpenedBySomething(old), "while it lives, the test finds what opens it");
        for (int hour = 1; hour <= LIFE; hour++) {
            assertNotNull(sealer.seal(PLAIN, BEGIN + hour * HOUR));
            assertArrayEquals(PLAIN, sealer.open(old, BEGIN + hour * HOUR), "within its life, hour " + hour);
        }
        sealer.seal(PLAIN, BEGIN + (LIFE + 1) * HOUR);
        assertNull(sealer.open(old, BEGIN + (LIFE + 1) * HOUR));
        assertFalse(isOpenedBySomething(old));
    }

    /** A server that only opens tickets, of which all are old, forgets, too. */
    @Test
    void openingForgetsToo() {
        Opaque old = sealer.seal(PLAIN, BEGIN);
        Opaque newer = sealer.seal(PLAIN, BEGIN + LIFE * HOUR);
        assertArrayEquals(PLAIN, sealer.open(newer, BEGIN + (LIFE + 1) * HOUR));
        assertFalse(isOpenedBySomething(old));
        assertTrue(isOpenedBySomething(newer));
    }

    @Test
    void whatIsReplacedIsWiped() {
        Opaque ticket = sealer.seal(PLAIN, BEGIN);
        own.close();
        assertFalse(isOpenedBySomething(ticket));
        assertNull(sealer.open(ticket, BEGIN));
        assertNull(sealer.seal(PLAIN, BEGIN), "nothing is sealed with a key that was wiped");
    }

    /** A secret that a fleet shares opens all of its tickets, until it is retired and wiped. */
    @Test
    void aSharedSecretIsWipedWhenItIsRetired() {
        byte[] shared = new byte[32];
        CRYPTO.random().nextBytes(shared);
        TicketSecret secret = new TicketSecret(CRYPTO, shared);
        TicketSealer node = sealer(() -> List.of(secret));
        Opaque old = node.seal(PLAIN, BEGIN);
        node.seal(PLAIN, BEGIN + 90 * LIFE * HOUR);
        assertTrue(isOpenedBySomething(old, node), "forward secrecy is up to whoever rotates the secret");
        secret.close();
        assertFalse(isOpenedBySomething(old, node));
        assertNull(node.seal(PLAIN, BEGIN));
    }

    /** A key for each second of a week is more than are kept with their ciphers. */
    @Test
    void manyEpochsOpenTheirTickets() {
        TicketSealer often = new TicketSealer(CRYPTO, TicketSecrets.ofProcess(CRYPTO), 1_000, 1_000_000);
        Opaque[] tickets = new Opaque[1_000];
        for (int i = 0; i < tickets.length; i++) {
            tickets[i] = often.seal(PLAIN, BEGIN + i * 1_000L);
        }
        for (Opaque ticket : tickets) {
            assertArrayEquals(PLAIN, often.open(ticket, BEGIN + tickets.length * 1_000L));
        }
    }

    private boolean isOpenedBySomething(Opaque ticket) {
        return isOpenedBySomething(ticket, sealer);
    }

    /** Tries all arrays and keys that can be reached; arrays also as what keys are derived of. */
    private static boolean isOpenedBySomething(Opaque ticket, TicketSealer from) {
        byte[] bytes = ticket.toBytes();
        byte[] epoch = Arrays.copyOfRange(bytes, 4, 8);
        for (byte[] array : Retained.objects(byte[].class, from)) {
            if (array.length == 32) {
                byte[] derived = new Hkdf(CRYPTO, HashAlgorithm.SHA256).expandLabel(Secret.copyOf(array), "ticket key",
                        epoch, 32);
                if (opens(CRYPTO.opener(TicketKey.CIPHER, array), bytes)
                        || opens(CRYPTO.opener(TicketKey.CIPHER, derived), bytes)) {
                    return true;
                }
            }
        }
        byte[] nonce = Arrays.copyOfRange(bytes, 8, 20);
        byte[] header = Arrays.copyOf(bytes, 8);
        byte[] sealed = Arrays.copyOfRange(bytes, 20, bytes.length);
        return Retained.objects(TicketSecret.class, from).stream()
                .anyMatch(each -> each.open(ByteBuffer.wrap(epoch).getInt(), nonce, header, sealed) != null)
                || Retained.objects(TicketKey.class, from).stream()
                        .anyMatch(each -> each.open(nonce, header, sealed) != null);
    }

    private static boolean opens(RecordOpener opener, byte[] ticket) {
        byte[] header = Arrays.copyOf(ticket, 8);
        byte[] sealed = Arrays.copyOfRange(ticket, 20, ticket.length);
        return opener.open(Arrays.copyOfRange(ticket, 8, 20), header, header.length, sealed, 0, sealed.length,
                new byte[sealed.length], 0) != RecordOpener.FORGED;
    }
}

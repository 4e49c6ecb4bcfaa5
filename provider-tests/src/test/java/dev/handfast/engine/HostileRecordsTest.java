package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.handfast.engine.HostileWire.Attack;
import dev.handfast.engine.HostileWire.Sent;
import dev.handfast.engine.HostileWire.Side;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.Alert;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Every record of a connection corrupted in every byte, cut at every length, repeated, left out, swapped with the next
 * and preceded by others. The receiver ends the connection with the alert that the RFC names, which the other side
 * understands, or the connection goes on as if nothing had been; nobody hangs, and what was decrypted before is not
 * lost.
 */
@Tag("fuzz")
class HostileRecordsTest {

    private static final int TYPE = 0;
    private static final int MAJOR = 1;
    private static final int MINOR = 2;
    private static final int HEADER = 5;

    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

    private final long seed = Long.getLong("handfast.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private int tried;
    private int unharmed;

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    @PublishedAttack(id = "CVE-2025-24970", victim = "Netty", kind = AttackKind.FAILURES,
            what = "a malformed record crashes the process")
    void nothingAlteredGetsThrough(ConnectionProfile lane) {
        HostileWire plain = new HostileWire(lane.client(), lane.server(), Attack.NONE).run();
        assertTrue(plain.isComplete(), () -> "undisturbed: " + plain.client.fault + ", " + plain.server.fault);
        for (Sent sent : plain.sent) {
            corrupt(lane, sent, isProtected(lane, sent, plain.sent));
            truncate(lane, sent);
            rearrange(lane, sent, plain.sent);
        }
        System.out.printf("HostileRecords %s: %d cases, %d unharmed, faults %s (seed %d)%n", lane, tried, unharmed,
                faults, seed);
        assertTrue(tried > 2_000, "cases tried: " + tried);
    }

    /** Each byte of a record, one at a time. */
    private void corrupt(ConnectionProfile lane, Sent sent, boolean isProtected) {
        for (int at = 0; at < sent.record().length; at++) {
            int flip = 1 + random.nextInt(255);
            int position = at;
            HostileWire wire = attack(lane, sent, "byte " + at + " ^ " + flip, (index, record) -> {
                byte[] changed = record.clone();
                changed[Math.min(position, changed.length - 1)] ^= (byte) flip;
                return List.of(changed);
            });
            String what = lane + ": byte " + at + " of " + name(sent) + ", seed " + seed;
            if (!isProtected && (at == MAJOR || at == MINOR)) {
                // RFC 9846 section 5.1: legacy_record_version "MUST be ignored for all purposes".
                assertTrue(wire.isComplete(), () -> "not ignored: " + what + ": " + wire.fault());
            } else if (wire.isComplete()) {
                fail("believed: " + what);
            } else if (at >= HEADER && isProtected) {
                assertEquals(Fault.RECORD_MAC_BAD, wire.fault().fault(), what);
            } else if (at == MAJOR || at == MINOR) {
                // It is in the additional data (RFC 9846 appendix E).
                assertEquals(Fault.RECORD_MAC_BAD, wire.fault().fault(), what);
            } else if (at == TYPE && lane.isTls13()) {
                // Taken for a record of another type that there is, it is judged as that: as a message that is too
                // long, for one, or as one that cannot be opened.
                int type = sent.record()[TYPE] ^ flip;
                assertTrue(wire.fault().alert().equals(Alert.UNEXPECTED_MESSAGE)
                        || wire.fault().fault() == Fault.ALERT_MALFORMED
                        || type >= HANDSHAKE && type <= APPLICATION_DATA, () -> what + ": " + wire.fault());
            }
        }
    }

    /** The record's first bytes and then nothing more. */
    private void truncate(ConnectionProfile lane, Sent sent) {
        for (int length = 0; length < sent.record().length; length++) {
            int to = length;
            boolean[] cut = new boolean[1];
            HostileWire wire = run(lane, sent, "cut to " + length, (fromClient, index, record) -> {
                boolean here = fromClient == sent.fromClient() && index == sent.index();
                boolean before = !cut[0];
                cut[0] |= here;
                if (fromClient != sent.fromClient() || before && !here) {
                    return List.of(record);
                }
                return here ? List.of(Arrays.copyOf(record, Math.min(to, record.length - 1))) : List.of();
            });
            Side victim = sent.fromClient() ? wire.server : wire.client;
            assertTrue(victim.fault != null && HostileWire.isEcho(victim.fault),
                    () -> "cut to " + to + ": " + name(sent) + " ended in " + victim.fault);
            count(wire);
        }
    }

    private void rearrange(ConnectionProfile lane, Sent sent, List<Sent> all) {
        attack(lane, sent, "twice", (index, record) -> List.of(record, record));
        attack(lane, sent, "dropped", (index, record) -> List.of());
        byte[][] held = new byte[1][];
        attack(lane, sent, "behind the next", (index, record) -> {
            held[0] = record;
            return List.of();
        }, next -> List.of(next, held[0]));
        for (Sent other : all) {
            attack(lane, sent, "preceded by " + name(other), (index, record) -> List.of(other.record(), record));
        }
        for (byte[] stray : STRAYS) {
            attack(lane, sent, "preceded by " + Arrays.toString(stray), (index, record) -> List.of(stray, record));
        }
    }

    /** Plaintext records of every type, well formed and not. */
    private static final List<byte[]> STRAYS = List.of(
            new byte[] {20, 3, 3, 0, 1, 1}, new byte[] {20, 3, 3, 0, 1, 2}, new byte[] {20, 3, 3, 0, 0},
            new byte[] {20, 3, 3, 0, 2, 1, 1}, new byte[] {21, 3, 3, 0, 2, 1, 0}, new byte[] {21, 3, 3, 0, 2, 2, 40},
            new byte[] {21, 3, 3, 0, 2, 1, 90}, new byte[] {21, 3, 3, 0, 1, 1}, new byte[] {21, 3, 3, 0, 0},
            new byte[] {22, 3, 3, 0, 0}, new byte[] {22, 3, 3, 0, 4, 0, 0, 0, 0}, new byte[] {22, 3, 3, 0, 1, 11},
            new byte[] {22, 3, 3, 0, 4, 20, 0, 0, 12}, new byte[] {23, 3, 3, 0, 0}, new byte[] {23, 3, 3, 0, 1, 7},
            new byte[] {24, 3, 3, 0, 1, 1}, new byte[] {22, 3, 3, 127, -1}, new byte[] {23, 3, 3, 127, -1});

    private interface Change {
        List<byte[]> of(int index, byte[] record);
    }

    private interface Next {
        List<byte[]> of(byte[] record);
    }

    private HostileWire attack(ConnectionProfile lane, Sent sent, String how, Change change) {
        return attack(lane, sent, how, change, List::of);
    }

    private HostileWire attack(ConnectionProfile lane, Sent sent, String how, Change change, Next behind) {
        HostileWire wire = run(lane, sent, how, (fromClient, index, record) -> {
            if (fromClient != sent.fromClient() || index < sent.index() || index > sent.index() + 1) {
                return List.of(record);
            }
            return index == sent.index() ? change.of(index, record) : behind.of(record);
        });
        String what = lane + ": " + name(sent) + ", " + how + ", seed " + seed;
        if (wire.isComplete()) {
            unharmed++;
            tried++;
            return wire;
        }
        check(wire, sent, what);
        count(wire);
        return wire;
    }

    private HostileWire run(ConnectionProfile lane, Sent sent, String how, Attack attack) {
        String what = lane + ": " + name(sent) + ", " + how + ", seed " + seed;
        try {
            HostileWire wire = new HostileWire(lane.client(), lane.server(), attack).run();
            for (Side side : List.of(wire.client, wire.server)) {
                TlsFault fault = side.fault;
                assertTrue(fault == null || fault.fault() != Fault.INTERNAL,
                        () -> what + " ended in " + fault + " by " + fault.getCause());
                assertPrefix(side, what);
            }
            assertTrue(wire.isComplete() || wire.client.fault != null || wire.server.fault != null,
                    () -> "nobody noticed: " + what);
            return wire;
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
    }

    /** Only what was sent, in order; and all of it that came before the altered record. */
    private static void assertPrefix(Side side, String what) {
        byte[] got = side.received.toByteArray();
        assertTrue(Arrays.equals(got, Arrays.copyOf(HostileWire.all(), got.length)), () -> "altered data: " + what);
    }

    private void check(HostileWire wire, Sent sent, String what) {
        Side victim = sent.fromClient() ? wire.server : wire.client;
        Side other = sent.fromClient() ? wire.client : wire.server;
        assertTrue(victim.fault != null || other.fault != null, what);
        assertTrue(victim.received.size() >= sent.dataBefore(), () -> "lost data: " + what);
        // The alert reaches the other side, unless what was altered makes their keys differ.
        TlsFault found = victim.fault;
        if (found != null && found.alert() != null && other.fault != null && HostileWire.isEcho(other.fault)) {
            assertTrue(other.fault.getMessage().contains(found.alert().toString()), () -> what + ": "
                    + found.getMessage() + " reached the peer as " + other.fault.getMessage());
        }
        if (found != null && found.alert() != null && !HostileWire.isEcho(found) && victim.wasEstablished) {
            assertTrue(other.fault != null && other.fault.fault() == Fault.PEER_ALERT
                    || other.connection.isReadClosed(), () -> what + ": the alert was not understood");
        }
    }

    private void count(HostileWire wire) {
        tried++;
        List<Fault> both = new ArrayList<>(2);
        for (Side side : List.of(wire.client, wire.server)) {
            if (side.fault != null) {
                both.add(side.fault.fault());
            }
        }
        TlsFault own = wire.fault();
        faults.merge(own != null ? own.fault() : both.get(0), 1, Integer::sum);
    }

    private static boolean isProtected(ConnectionProfile lane, Sent sent, List<Sent> all) {
        if (lane.isTls13()) {
            return sent.record()[TYPE] == 23;
        }
        for (Sent each : all) {
            if (each.fromClient() == sent.fromClient() && each.record()[TYPE] == 20) {
                return sent.index() > each.index();
            }
        }
        throw new AssertionError("no change_cipher_spec in " + lane);
    }

    private static String name(Sent sent) {
        return (sent.fromClient() ? "client" : "server") + "'s record " + sent.index() + " (type " + sent.record()[TYPE]
                + (sent.data() ? ", data)" : ")");
    }
}

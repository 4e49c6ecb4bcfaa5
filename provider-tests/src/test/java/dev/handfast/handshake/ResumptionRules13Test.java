package dev.handfast.handshake;

import static dev.handfast.spec.ExtensionType.COOKIE;
import static dev.handfast.spec.ExtensionType.EARLY_DATA;
import static dev.handfast.spec.ExtensionType.KEY_SHARE;
import static dev.handfast.spec.ExtensionType.PRE_SHARED_KEY;
import static dev.handfast.spec.ExtensionType.PSK_KEY_EXCHANGE_MODES;
import static dev.handfast.spec.ExtensionType.SESSION_TICKET;
import static dev.handfast.spec.HandshakeType.CLIENT_HELLO;
import static dev.handfast.spec.HandshakeType.ENCRYPTED_EXTENSIONS;
import static dev.handfast.spec.HandshakeType.NEW_SESSION_TICKET;
import static dev.handfast.spec.HandshakeType.SERVER_HELLO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.Resuming.Kind;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.session.ResumptionState;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * What RFC 9846 forbids in the extensions and messages of resumption and early data, one by one, with the alert it asks
 * for: cut, doubled, in the wrong message, with wrong values. {@link StateTableTest} has the order of messages,
 * {@link RetriedResumption13Test} what may change in a second hello.
 */
@Tag("unit")
class ResumptionRules13Test {

    private static final int BINDER = 1 + 32;

    static TlsFault refuse(Kind kind, Fault expected, Alert alert, Tamper tamper) {
        return check(expected, alert, new Resuming(kind).talk(tamper));
    }

    static TlsFault check(Fault expected, Alert alert, Dialogue talked) {
        assertNotNull(talked.fault(), "no fault, expected " + expected);
        assertEquals(expected, talked.fault().fault(), () -> talked.fault().toString());
        assertEquals(alert, talked.fault().alert());
        return talked.fault();
    }

    private static Tamper hello(Consumer<RawExtensions> change) {
        return RawExtensions.in(CLIENT_HELLO, true, change);
    }

    private static Tamper answer(Consumer<RawExtensions> change) {
        return RawExtensions.in(SERVER_HELLO, false, change);
    }

    private static Tamper encrypted(Consumer<RawExtensions> change) {
        return RawExtensions.in(ENCRYPTED_EXTENSIONS, false, change);
    }

    static boolean says(Dialogue talked, boolean fromClient, HandshakeType type) {
        return talked.said().stream().anyMatch(said -> said.fromClient() == fromClient
                && RawExtensions.isOf(type, said.raw()));
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"PSK", "PSK_RETRY", "EARLY", "EARLY_REJECTED"})
    void undisturbedTheyResume(Kind kind) {
        Dialogue talked = new Resuming(kind).talk(Tamper.NONE);
        assertNull(talked.fault());
        assertTrue(talked.clientSession().resumed() && talked.serverSession().resumed());
        assertFalse(says(talked, false, HandshakeType.CERTIFICATE));
        assertEquals(kind == Kind.EARLY, says(talked, true, HandshakeType.END_OF_EARLY_DATA));
    }

    // Cut and doubled

    @Test
    @PublishedAttack(id = "CVE-2019-11873", victim = "wolfSSL", kind = AttackKind.MEMORY,
            what = "an identity of a pre-shared key that is longer than its list")
    void everyExtensionCutAtEveryLength() {
        int cases = cut(Kind.PSK, CLIENT_HELLO, true, PRE_SHARED_KEY) + cut(Kind.PSK, CLIENT_HELLO, true,
                PSK_KEY_EXCHANGE_MODES) + cut(Kind.PSK, SERVER_HELLO, false, PRE_SHARED_KEY)
                + cut(Kind.PSK_RETRY, SERVER_HELLO, false, COOKIE);
        // Those that are empty can only be too long.
        for (byte[] tooLong : new byte[][] {{0}, {0, 0, 0, 1}}) {
            refuse(Kind.EARLY, Fault.EXTENSION_MALFORMED, Alert.DECODE_ERROR,
                    hello(all -> all.set(EARLY_DATA, body -> tooLong)));
            refuse(Kind.EARLY, Fault.EXTENSION_MALFORMED, Alert.DECODE_ERROR,
                    encrypted(all -> all.set(EARLY_DATA, body -> tooLong)));
        }
        for (int length = 0; length <= 5; length++) {
            int cut = length;
            if (length != 4) {
                refuse(Kind.EARLY, Fault.EXTENSION_MALFORMED, Alert.DECODE_ERROR, RawExtensions.in(NEW_SESSION_TICKET,
                        false, all -> all.set(EARLY_DATA, body -> new byte[cut])));
                cases++;
            }
        }
        System.out.println("Resumption 1.3: " + (cases + 4) + " cut or lengthened extensions refused");
    }

    private static int cut(Kind kind, HandshakeType message, boolean ofClient, ExtensionType type) {
        Resuming resuming = new Resuming(kind);
        byte[][] whole = new byte[1][];
        resuming.talk((fromClient, index, raw) -> {
            if (whole[0] == null && fromClient == ofClient && RawExtensions.isOf(message, raw)) {
                whole[0] = RawExtensions.bodyIn(raw, type);
            }
            return List.of(raw);
        });
        for (int length = 0; length <= whole[0].length + 1; length++) {
            int cut = length;
            if (length != whole[0].length) {
                check(Fault.EXTENSION_MALFORMED, Alert.DECODE_ERROR, resuming.talk(RawExtensions.at(0, ofClient,
                        all -> all.set(type, body -> Arrays.copyOf(body, cut)))));
            }
        }
        return whole[0].length + 1;
    }

    @Test
    void noExtensionComesTwice() {
        for (ExtensionType type : List.of(PRE_SHARED_KEY, PSK_KEY_EXCHANGE_MODES, EARLY_DATA, SESSION_TICKET)) {
            refuse(Kind.EARLY, Fault.EXTENSION_DUPLICATE, Alert.ILLEGAL_PARAMETER, hello(all -> all.addFirst(type,
                    all.get(type))));
        }
        refuse(Kind.PSK_RETRY, Fault.EXTENSION_DUPLICATE, Alert.ILLEGAL_PARAMETER, RawExtensions.at(1, true,
                all -> all.addFirst(COOKIE, all.get(COOKIE))));
        refuse(Kind.PSK_RETRY, Fault.EXTENSION_DUPLICATE, Alert.ILLEGAL_PARAMETER, RawExtensions.at(0, false,
                all -> all.add(COOKIE, all.get(COOKIE))));
        refuse(Kind.PSK, Fault.EXTENSION_DUPLICATE, Alert.ILLEGAL_PARAMETER, answer(all -> all.add(PRE_SHARED_KEY,
                all.get(PRE_SHARED_KEY))));
        refuse(Kind.EARLY, Fault.EXTENSION_DUPLICATE, Alert.ILLEGAL_PARAMETER, encrypted(all -> all.add(EARLY_DATA)));
        refuse(Kind.EARLY, Fault.EXTENSION_DUPLICATE, Alert.ILLEGAL_PARAMETER, RawExtensions.in(NEW_SESSION_TICKET,
                false, all -> all.remove(EARLY_DATA).add(EARLY_DATA, new byte[4]).add(EARLY_DATA, new byte[4])));
    }

    // In the wrong message (section 4.3, "illegal_parameter")

    @Test
    void extensionsStandInTheirMessagesOnly() {
        for (ExtensionType type : List.of(EARLY_DATA, COOKIE, PSK_KEY_EXCHANGE_MODES, SESSION_TICKET)) {
            misplaced(Kind.EARLY, type, answer(all -> all.add(type)));
        }
        for (ExtensionType type : List.of(EARLY_DATA, PRE_SHARED_KEY, PSK_KEY_EXCHANGE_MODES, SESSION_TICKET)) {
            misplaced(Kind.PSK_RETRY, type, RawExtensions.at(0, false, all -> all.add(type)));
        }
        for (ExtensionType type : List.of(PRE_SHARED_KEY, COOKIE, PSK_KEY_EXCHANGE_MODES, SESSION_TICKET)) {
            misplaced(Kind.PSK, type, encrypted(all -> all.add(type)));
        }
        for (ExtensionType type : List.of(PRE_SHARED_KEY, COOKIE, PSK_KEY_EXCHANGE_MODES, SESSION_TICKET)) {
            misplaced(Kind.PSK, type, RawExtensions.in(NEW_SESSION_TICKET, false, all -> all.add(type)));
        }
    }

    private static void misplaced(Kind kind, ExtensionType type, Tamper tamper) {
        TlsFault fault = refuse(kind, Fault.EXTENSION_NOT_ALLOWED, Alert.ILLEGAL_PARAMETER, tamper);
        assertTrue(fault.getMessage().contains(type.toString()), fault.getMessage());
    }

    /** Sections 4.3 and 4.3.10: what was not offered is an unsupported_extension. */
    @Test
    void whatWasNotOfferedIsNotAnswered() {
        Resuming resuming = new Resuming(Kind.PSK);
        TestSettings none = resuming.client();
        Dialogue full = new Dialogue(none, resuming.sessions.server(resuming.server()),
                answer(all -> all.add(PRE_SHARED_KEY, new byte[2]))).run();
        check(Fault.EXTENSION_UNSOLICITED, Alert.UNSUPPORTED_EXTENSION, full);
        refuse(Kind.PSK, Fault.EXTENSION_UNSOLICITED, Alert.UNSUPPORTED_EXTENSION,
                encrypted(all -> all.add(EARLY_DATA)));
        // With HelloRetryRequest the offer is withdrawn.
        Resuming early = new Resuming(Kind.EARLY);
        TestSettings other = early.server();
        other.groups = List.of(NamedGroup.SECP256R1);
        check(Fault.EXTENSION_UNSOLICITED, Alert.UNSUPPORTED_EXTENSION, early.talk(early.client(), other,
                encrypted(all -> all.add(EARLY_DATA))));
        // The PSK that it hangs on was not taken.
        early.sessions.usable = facts -> facts.peer().isKnown();
        check(Fault.EARLY_DATA_UNSOLICITED, Alert.UNSUPPORTED_EXTENSION, early.talk(
                encrypted(all -> all.add(EARLY_DATA))));
    }

    // pre_shared_key of a client (section 4.3.11)

    @Test
    void preSharedKeyIsTheLast() {
        refuse(Kind.PSK, Fault.PSK_ILLEGAL, Alert.ILLEGAL_PARAMETER, hello(all -> all.add(ExtensionType.PADDING)));
    }

    @Test
    void modesComeWithKeys() {
        refuse(Kind.PSK, Fault.EXTENSION_MISSING, Alert.MISSING_EXTENSION,
                hello(all -> all.remove(PSK_KEY_EXCHANGE_MODES)));
        refuse(Kind.PSK, Fault.EXTENSION_MALFORMED, Alert.DECODE_ERROR,
                hello(all -> all.set(PSK_KEY_EXCHANGE_MODES, body -> new byte[] {0})));
    }

    /** Section 4.3.9: a server takes no key in a mode that was not offered, nor psk_ke, without forward secrecy. */
    @Test
    void withoutDheTheHandshakeIsFull() {
        Dialogue talked = new Resuming(Kind.PSK).talk(hello(all -> all.set(PSK_KEY_EXCHANGE_MODES,
                body -> new byte[] {1, 0})));
        check(Fault.SIGNATURE_INVALID, Alert.DECRYPT_ERROR, talked);
        assertTrue(says(talked, false, HandshakeType.CERTIFICATE));
    }

    @Test
    void eachIdentityHasItsBinder() {
        refuse(Kind.PSK, Fault.PSK_ILLEGAL, Alert.ILLEGAL_PARAMETER, hello(all -> all.set(PRE_SHARED_KEY, body -> {
            // Another binder, with the length of the list.
            byte[] more = Arrays.copyOf(body, body.length + BINDER);
            more[body.length] = 32;
            return ByteBuffer.wrap(more).putShort(body.length - BINDER - 2, (short) (2 * BINDER)).array();
        })));
        refuse(Kind.PSK, Fault.PSK_ILLEGAL, Alert.ILLEGAL_PARAMETER, hello(all -> all.set(PRE_SHARED_KEY,
                body -> identities(body, new byte[] {0, 1, 7, 0, 0, 0, 0}, true))));
    }

    @Test
    void identitiesAreNotEmpty() {
        for (byte[] identities : new byte[][] {{}, {0, 0, 0, 0, 0, 0}}) {
            refuse(Kind.PSK, Fault.EXTENSION_MALFORMED, Alert.DECODE_ERROR, hello(all -> all.set(PRE_SHARED_KEY,
                    body -> identities(body, identities, false))));
        }
    }

    /** The body with other identities in front of the genuine one, or in its place. */
    private static byte[] identities(byte[] body, byte[] others, boolean keep) {
        int length = ByteBuffer.wrap(body).getShort() & 0xffff;
        byte[] own = keep ? Arrays.copyOfRange(body, 2, 2 + length) : Bytes.NONE;
        byte[] binders = Arrays.copyOfRange(body, 2 + length, body.length);
        return ByteBuffer.allocate(2 + own.length + others.length + binders.length)
                .putShort((short) (own.length + others.length)).put(others).put(own).put(binders).array();
    }

    @Test
    @PublishedAttack(id = "CVE-2026-1584", victim = "GnuTLS", kind = AttackKind.FAILURES,
            what = "a binder of a wrong length")
    void bindersHaveTheLengthOfTheHash() {
        for (int length : new int[] {0, 31}) {
            refuse(Kind.PSK, Fault.EXTENSION_MALFORMED, Alert.DECODE_ERROR, hello(binder(new byte[length])));
        }
        for (int length : new int[] {33, 48, 255}) {
            refuse(Kind.PSK, Fault.BINDER_WRONG, Alert.DECRYPT_ERROR, hello(binder(new byte[length])));
        }
    }

    private static Consumer<RawExtensions> binder(byte[] binder) {
        return all -> all.set(PRE_SHARED_KEY, body -> {
            int at = body.length - BINDER - 2;
            return ByteBuffer.allocate(at + 3 + binder.length).put(body, 0, at).putShort((short) (1 + binder.length))
                    .put((byte) binder.length).put(binder).array();
        });
    }

    /** Section 4.3.11: every bit of the hello is under the binder, the age among them. */
    @Test
    void aWrongBinderEndsTheHandshakeAndNotTheSession() {
        Resuming resuming = new Resuming(Kind.PSK);
        for (int bit = 0; bit < 256; bit += 17) {
            int flipped = bit;
            check(Fault.BINDER_WRONG, Alert.DECRYPT_ERROR, resuming.talk(hello(all -> all.set(PRE_SHARED_KEY, body -> {
                body[body.length - 1 - flipped / 8] ^= (byte) (1 << flipped % 8);
                return body;
            }))));
        }
        check(Fault.BINDER_WRONG, Alert.DECRYPT_ERROR, resuming.talk(hello(all -> all.set(PRE_SHARED_KEY, body -> {
            body[body.length - BINDER - 3] ^= 1;
            return body;
        }))));
        assertTrue(resuming.talk(Tamper.NONE).serverSession().resumed());
    }

    @Test
    void aTicketOfAnotherServerIsPassedOver() {
        Resuming resuming = new Resuming(Kind.PSK);
        Resuming elsewhere = new Resuming(Kind.PSK);
        resuming.sessions.secrets = elsewhere.sessions.secrets;
        Dialogue talked = resuming.talk(Tamper.NONE);
        assertNull(talked.fault());
        assertTrue(talked.bothEstablished());
        assertFalse(talked.serverSession().resumed());
    }

    // The server's choice (section 4.3.11)

    @Test
    void theServerChoosesAnIdentityThatWasOffered() {
        for (int index : new int[] {1, 2, 0xffff}) {
            refuse(Kind.PSK, Fault.PSK_ILLEGAL, Alert.ILLEGAL_PARAMETER, answer(all -> all.set(PRE_SHARED_KEY,
                    body -> new byte[] {(byte) (index >>> 8), (byte) index})));
            refuse(Kind.EARLY, Fault.PSK_ILLEGAL, Alert.ILLEGAL_PARAMETER, answer(all -> all.set(PRE_SHARED_KEY,
                    body -> new byte[] {(byte) (index >>> 8), (byte) index})));
        }
    }

    @Test
    void aKeyComesWithAShare() {
        refuse(Kind.PSK, Fault.PSK_ILLEGAL, Alert.ILLEGAL_PARAMETER, answer(all -> all.remove(KEY_SHARE)));
        refuse(Kind.PSK, Fault.EXTENSION_MISSING, Alert.MISSING_EXTENSION, answer(all -> all.remove(KEY_SHARE)
                .remove(PRE_SHARED_KEY)));
    }

    @Test
    void theSuiteHasTheHashOfTheKey() {
        refuse(Kind.PSK, Fault.PSK_ILLEGAL, Alert.ILLEGAL_PARAMETER, suite(CipherSuite.TLS_AES_256_GCM_SHA384));
    }

    /** Section 4.3.10: early data is for the suite and the protocol of the session. */
    @Test
    void earlyDataIsTakenForWhatItWasMadeFor() {
        refuse(Kind.EARLY, Fault.PSK_ILLEGAL, Alert.ILLEGAL_PARAMETER, suite(CipherSuite.TLS_CHACHA20_POLY1305_SHA256));
        refuse(Kind.EARLY, Fault.PSK_ILLEGAL, Alert.ILLEGAL_PARAMETER,
                encrypted(all -> all.remove(ExtensionType.ALPN)));
        Resuming early = new Resuming(Kind.EARLY);
        TestSettings old = early.server();
        old.versions = List.of(ProtocolVersion.TLS_1_2);
        check(Fault.VERSION_NOT_OFFERED, Alert.ILLEGAL_PARAMETER, early.talk(early.client(), old, Tamper.NONE));
    }

    private static Tamper suite(CipherSuite other) {
        return (fromClient, index, raw) -> {
            byte[] changed = raw.clone();
            if (!fromClient && RawExtensions.isOf(SERVER_HELLO, raw)) {
                ByteBuffer.wrap(changed).putShort(4 + 2 + 32 + 1 + raw[38], (short) other.value());
            }
            return List.of(changed);
        };
    }

    // NewSessionTicket (section 4.7.1) and EndOfEarlyData (section 4.6)

    @Test
    void ticketsThatAreOfNoUseAreNotKept() {
        Resuming resuming = new Resuming(Kind.PSK);
        resuming.sessions.clients.of("other").discard();
        Dialogue talked = resuming.talk((fromClient, index, raw) -> List.of(RawExtensions.isOf(NEW_SESSION_TICKET, raw)
                ? ByteBuffer.wrap(raw.clone()).putInt(4, 0).array() : raw));
        assertNull(talked.fault());
        assertEquals(0, resuming.sessions.clients.size());
        resuming.talk((fromClient, index, raw) -> List.of(RawExtensions.isOf(NEW_SESSION_TICKET, raw)
                ? ByteBuffer.wrap(raw.clone()).putInt(4, -1).array() : raw));
        try (ResumptionState kept = resuming.sessions.clients.of("other").take(resuming.sessions.now.get())) {
            assertEquals(ResumptionState.MAX_LIFETIME, kept.terms().lifetimeSeconds());
        }
    }

    @Test
    void ticketsAreNotEmpty() {
        refuse(Kind.PSK, Fault.MESSAGE_MALFORMED, Alert.DECODE_ERROR, (fromClient, index, raw) -> List.of(
                RawExtensions.isOf(NEW_SESSION_TICKET, raw)
                        ? new byte[] {4, 0, 0, 13, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0} : raw));
    }

    @Test
    void endOfEarlyDataIsEmpty() {
        refuse(Kind.EARLY, Fault.MESSAGE_MALFORMED, Alert.DECODE_ERROR, (fromClient, index, raw) -> List.of(
                RawExtensions.isOf(HandshakeType.END_OF_EARLY_DATA, raw) ? new byte[] {5, 0, 0, 1, 0} : raw));
    }

    /** Section 4.6: it is part of what Finished proves, and it is not left out. */
    @Test
    void endOfEarlyDataIsNotLeftOut() {
        refuse(Kind.EARLY, Fault.MESSAGE_UNEXPECTED, Alert.UNEXPECTED_MESSAGE, (fromClient, index,
                raw) -> RawExtensions.isOf(HandshakeType.END_OF_EARLY_DATA, raw) ? List.of() : List.of(raw));
        refuse(Kind.EARLY, Fault.MESSAGE_UNEXPECTED, Alert.UNEXPECTED_MESSAGE, (fromClient, index,
                raw) -> RawExtensions.isOf(HandshakeType.END_OF_EARLY_DATA, raw) ? List.of(raw, raw) : List.of(raw));
    }

    /** What a resumed server would skip: everything that authenticates is refused where nothing was asked. */
    @Test
    void nobodyIsAuthenticatedAnewWhileResuming() {
        List<Said> full = new Dialogue(TestSettings.client(), TestSettings.server(), Tamper.NONE).run().said();
        for (Said said : full) {
            if (RawExtensions.isOf(HandshakeType.CERTIFICATE, said.raw())
                    || RawExtensions.isOf(HandshakeType.CERTIFICATE_VERIFY, said.raw())) {
                refuse(Kind.PSK, Fault.MESSAGE_UNEXPECTED, Alert.UNEXPECTED_MESSAGE,
                        (fromClient, index, raw) -> RawExtensions.isOf(ENCRYPTED_EXTENSIONS, raw)
                                ? List.of(raw, said.raw()) : List.of(raw));
            }
        }
    }
}

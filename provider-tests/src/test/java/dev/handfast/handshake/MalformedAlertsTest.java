package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.ExtensionRules;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every message and every extension of handshakes of both versions, as they are said: cut, lengthened, emptied,
 * repeated, put elsewhere. The alert is the one that RFC 9846 section 6 (and RFC 5246 section 7.2.2) has for it,
 * whatever the message.
 */
@Tag("unit")
class MalformedAlertsTest {

    private enum Kind {
        TLS13_MUTUAL, TLS13_RETRY, TLS13_PSK, TLS12_MUTUAL, TLS12_TICKET;

        boolean isTls13() {
            return name().startsWith("TLS13");
        }
    }

    private final List<String> wrong = new ArrayList<>();
    private int tried;

    /** RFC 9846 section 6: a message whose length is wrong cannot be parsed. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMessageOfTheWrongLengthIsADecodeError(Kind kind) {
        for (Said said : said(kind)) {
            int body = said.raw().length - 4;
            // By how much, since signatures differ in length from run to run.
            for (int change : new TreeSet<>(Arrays.asList(-body, 1 - body, 2 - body, -body / 2, -3, -2, -1, 1, 9))) {
                if (body + change >= 0 && change != 0 && !mayBe(said, body + change)) {
                    expect(kind, said, "body of " + body + ", changed by " + change,
                            raw -> List.of(StrangeBodies.message(raw[0], Arrays.copyOfRange(raw, 4,
                                    Math.max(4, raw.length + change)))),
                            Alert.DECODE_ERROR);
                }
            }
        }
        assertAll();
    }

    /** RFC 9846 section 4.3: data left over or missing in an extension is a decode_error. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void anExtensionOfTheWrongLengthIsADecodeError(Kind kind) {
        for (Said said : said(kind)) {
            for (int type : extensions(said)) {
                byte[] body = RawExtensions.bodyIn(said.raw(), ExtensionType.of(type));
                resize(kind, said, type, body.length + 1);
                if (body.length > 0) {
                    resize(kind, said, type, body.length - 1);
                }
                if (body.length > 1) {
                    resize(kind, said, type, 0);
                }
            }
        }
        assertAll();
    }

    /** RFC 9846 section 4.3: no type twice in a block; such a block can be parsed. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void anExtensionTwiceIsAnIllegalParameter(Kind kind) {
        for (Said said : said(kind)) {
            for (int number : extensions(said)) {
                ExtensionType type = ExtensionType.of(number);
                expect(kind, said, type + " twice",
                        raw -> List.of(RawExtensions.change(raw,
                                extensions -> extensions.addFirst(type, extensions.get(type)))),
                        Alert.ILLEGAL_PARAMETER);
            }
        }
        assertAll();
    }

    /** RFC 9846 section 4.3: an extension that is known and has its place in other messages. */
    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"TLS13_MUTUAL", "TLS13_RETRY", "TLS13_PSK"})
    void anExtensionInTheWrongMessageIsAnIllegalParameter(Kind kind) {
        for (Said said : said(kind)) {
            ExtensionContext context = context(said);
            for (int number = 0; context != null && number < 64; number++) {
                ExtensionType type = ExtensionType.of(number);
                if (!ExtensionRules.mayAppear(type, context)) {
                    expect(kind, said, type + " added", raw -> List.of(RawExtensions.change(raw,
                            extensions -> extensions.addFirst(type))), Alert.ILLEGAL_PARAMETER);
                }
            }
        }
        assertAll();
    }

    /** RFC 9846 section 4: every message in its place, once. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMessageTwiceOrInThePlaceOfAnotherIsUnexpected(Kind kind) {
        List<Said> all = said(kind);
        for (Said said : all) {
            for (Said other : all) {
                if (other.raw()[0] != said.raw()[0] && !follows(all, said, other)) {
                    expect(kind, said, "replaced by " + name(other), raw -> List.of(other.raw()),
                            Alert.UNEXPECTED_MESSAGE);
                }
            }
            if (!mayComeTwice(kind, said)) {
                expect(kind, said, "twice", raw -> List.of(raw, raw), Alert.UNEXPECTED_MESSAGE);
            }
        }
        assertAll();
    }

    // Exceptions

    /** A hello may end where its extensions begin: it is TLS 1.2's then. */
    private static boolean mayBe(Said said, int length) {
        HandshakeType type = HandshakeType.of(said.raw()[0]);
        boolean hello = type.equals(HandshakeType.CLIENT_HELLO) || type.equals(HandshakeType.SERVER_HELLO);
        return hello && length == RawExtensions.startIn(said.raw()) - 4;
    }

    /** A TLS 1.3 ticket may come again, and a ClientHello where one more is waited for. */
    private static boolean mayComeTwice(Kind kind, Said said) {
        HandshakeType type = HandshakeType.of(said.raw()[0]);
        return kind.isTls13() && type.equals(HandshakeType.NEW_SESSION_TICKET)
                || kind == Kind.TLS13_RETRY && type.equals(HandshakeType.CLIENT_HELLO) && said.index() == 0;
    }

    /** Messages that may be left out: what comes behind one of them may come in its place. */
    private static boolean follows(List<Said> all, Said said, Said other) {
        Set<HandshakeType> optional = Set.of(HandshakeType.CERTIFICATE_REQUEST, HandshakeType.CERTIFICATE_STATUS,
                HandshakeType.NEW_SESSION_TICKET);
        return said.fromClient() == other.fromClient() && optional.contains(HandshakeType.of(said.raw()[0]))
                && other.index() > said.index();
    }

    // Trying

    private interface Change {
        List<byte[]> of(byte[] raw);
    }

    private void resize(Kind kind, Said said, int number, int length) {
        ExtensionType type = ExtensionType.of(number);
        // An empty list of shares asks for HelloRetryRequest; an empty ticket asks for one.
        boolean mayBe = type.equals(ExtensionType.SESSION_TICKET) || type.equals(ExtensionType.PADDING);
        if (!mayBe) {
            expect(kind, said, type + " of " + length + " bytes",
                    raw -> List.of(RawExtensions.change(raw,
                            extensions -> extensions.set(type, body -> Arrays.copyOf(body, length)))),
                    Alert.DECODE_ERROR);
        }
    }

    private void expect(Kind kind, Said said, String how, Change change, Alert expected) {
        tried++;
        Dialogue talked = talk(kind, (fromClient, index, raw) -> fromClient == said.fromClient()
                && index == said.index() ? change.of(raw) : List.of(raw));
        Alert alert = talked.fault() == null ? null : talked.fault().alert();
        if (!expected.equals(alert)) {
            wrong.add((said.fromClient() ? "client's " : "server's ") + name(said) + ", " + how + ": "
                    + talked.fault());
        }
    }

    private void assertAll() {
        assertTrue(tried > 5, "tried: " + tried);
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
    }

    private static String name(Said said) {
        return HandshakeType.of(said.raw()[0]).toString();
    }

    private static List<Said> said(Kind kind) {
        Dialogue plain = talk(kind, Tamper.NONE);
        assertNull(plain.fault());
        assertNotNull(plain.serverSession());
        return plain.said().stream().filter(said -> said.raw().length > 0).toList();
    }

    private static Set<Integer> extensions(Said said) {
        return RawExtensions.has(said.raw()) ? RawExtensions.typesIn(said.raw()) : Set.of();
    }

    private static ExtensionContext context(Said said) {
        return switch (said.raw()[0]) {
            case 1 -> ExtensionContext.CLIENT_HELLO;
            case 2 -> Arrays.equals(Arrays.copyOfRange(said.raw(), 6, 8), new byte[] {(byte) 0xcf, 0x21})
                    ? ExtensionContext.HELLO_RETRY_REQUEST : ExtensionContext.SERVER_HELLO_13;
            case 4 -> ExtensionContext.NEW_SESSION_TICKET_13;
            case 8 -> ExtensionContext.ENCRYPTED_EXTENSIONS;
            case 13 -> ExtensionContext.CERTIFICATE_REQUEST_13;
            default -> null;
        };
    }

    private static Dialogue talk(Kind kind, Tamper tamper) {
        if (kind == Kind.TLS13_PSK || kind == Kind.TLS12_TICKET) {
            return new Resuming(kind == Kind.TLS13_PSK ? Resuming.Kind.PSK : Resuming.Kind.RENEWED_TICKET).talk(tamper);
        }
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server();
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        client.applicationProtocols = List.of(Opaque.copyOf(new byte[] {'h', '2'}));
        server.applicationProtocols = client.applicationProtocols;
        client.recordSizeLimit = 16_000;
        server.recordSizeLimit = 16_000;
        client.statusRequest = true;
        client.timestampRequest = true;
        if (kind == Kind.TLS13_RETRY) {
            server.groups = List.of(NamedGroup.SECP256R1);
        } else {
            server.clientAuthentication = ClientAuthentication.NEEDED;
            client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
        }
        if (!kind.isTls13()) {
            client.versions = List.of(ProtocolVersion.TLS_1_2);
            client.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
            server.credentials = TestSettings.stapling(server.credentials, Opaque.copyOf(new byte[] {1, 2, 3}));
        }
        return new Dialogue(client, server, tamper).run();
    }
}

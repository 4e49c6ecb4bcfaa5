package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.message.ClientHello;
import dev.handfast.message.EncryptedExtensions;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.HelloRetryRequest;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.MessageVersion;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.Cookie;
import dev.handfast.message.ext.EarlyData;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.ExtensionRules;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.message.ext.KeyShares;
import dev.handfast.message.ext.MaxFragmentLength;
import dev.handfast.message.ext.RecordSizeLimit;
import dev.handfast.message.ext.RetryKeyShare;
import dev.handfast.message.ext.SelectedVersion;
import dev.handfast.message.ext.ServerKeyShare;
import dev.handfast.message.ext.Unknown;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a server of TLS 1.3 may not answer, by the name of the fault; and what a second ClientHello may not say. */
@Tag("unit")
class ServerExtensionNegotiationTest {

    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server();

    ServerExtensionNegotiationTest() {
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        client.applicationProtocols = List.of(protocol("h2"));
    }

    // ServerHello, RFC 9846 section 4.2.3

    @Test
    void theVersionWasOffered() {
        hello(Fault.VERSION_NOT_OFFERED, h -> with(h, new SelectedVersion(ProtocolVersion.of(0x0305))));
        hello(Fault.VERSION_NOT_OFFERED, h -> with(h, new SelectedVersion(ProtocolVersion.TLS_1_2)));
        hello(Fault.VERSION_TOO_OLD, h -> old(h, 0x0302));
        hello(Fault.VERSION_TOO_OLD, h -> old(h, 0x0301));
        hello(Fault.VERSION_TOO_OLD, h -> old(h, 0x0300));
        // RFC 5246 appendix E.1, RFC 9846 appendix E.1: protocol_version
        hello(Fault.VERSION_UNSUPPORTED, h -> old(h, 0x0304));
        hello(Fault.VERSION_UNSUPPORTED, h -> old(h, 0xfefd));
        client.versions = List.of(ProtocolVersion.TLS_1_3);
        hello(Fault.VERSION_UNSUPPORTED, h -> old(h, 0x0303));
    }

    /** RFC 9846 section 4.2.3: both marks. */
    @Test
    void theRandomDoesNotTellOfADowngrade() {
        for (byte last : new byte[] {0, 1}) {
            byte[] random = new byte[32];
            System.arraycopy("DOWNGRD".getBytes(StandardCharsets.US_ASCII), 0, random, 24, 7);
            random[31] = last;
            hello(Fault.DOWNGRADE_DETECTED, h -> new ServerHello(ProtocolVersion.TLS_1_2, Opaque.copyOf(random),
                    Opaque.EMPTY, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0, Extensions.NONE));
        }
    }

    @Test
    void theSuiteWasOfferedForTheVersion() {
        hello(Fault.SUITE_NOT_OFFERED, h -> suite(h, CipherSuite.of(0x1399)));
        hello(Fault.SUITE_NOT_OFFERED, h -> suite(h, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256));
        client.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
        hello(Fault.SUITE_NOT_OFFERED, h -> suite(h, CipherSuite.TLS_AES_256_GCM_SHA384));
    }

    @Test
    void legacyFieldsAreWhatTheyMustBe() {
        hello(Fault.SESSION_ID_NOT_ECHOED, h -> new ServerHello(h.legacyVersion(), h.random(), Opaque.EMPTY, h.suite(),
                0, h.extensions()));
        hello(Fault.COMPRESSION_NOT_NULL, h -> new ServerHello(h.legacyVersion(), h.random(), h.sessionId(), h.suite(),
                1, h.extensions()));
    }

    /** RFC 9846 sections 4.2.3 and 4.2.4: ServerHello and HelloRetryRequest alike. */
    @ParameterizedTest
    @ValueSource(ints = {0x0000, 0x0200, 0x0300, 0x0301, 0x0302, 0x0304, 0x0305, 0x3a3a, 0x7f1c, 0xffff})
    void theLegacyVersionIsThePlaceholder(int legacy) {
        hello(Fault.VERSION_LEGACY_WRONG, h -> new ServerHello(ProtocolVersion.of(legacy), h.random(), h.sessionId(),
                h.suite(), 0, h.extensions()));
        server.groups = List.of(NamedGroup.SECP256R1);
        refused(Fault.VERSION_LEGACY_WRONG, false, 0, raw -> {
            HelloRetryRequest retry = (HelloRetryRequest) read(raw, MessageVersion.HELLO);
            return MessageCodecs.write(new HelloRetryRequest(retry.sessionId(), retry.suite(),
                    retry.compressionMethod(), retry.extensions(), ProtocolVersion.of(legacy)));
        });
    }

    @Test
    void theKeyShareIsForAnOfferedOne() {
        hello(Fault.EXTENSION_MISSING, h -> without(h, ExtensionType.KEY_SHARE));
        hello(Fault.GROUP_NOT_OFFERED, h -> share(h, NamedGroup.SECP256R1, 65));
        hello(Fault.GROUP_NOT_OFFERED, h -> share(h, NamedGroup.of(0x3a3a), 1));
        hello(Fault.KEY_SHARE_INVALID, h -> share(h, NamedGroup.X25519, 31));
        // RFC 9846 section 7.4.2: an X25519 secret of zeros.
        hello(Fault.KEY_SHARE_INVALID, h -> share(h, NamedGroup.X25519, 32));
    }

    @Test
    void onlyWhatWasAskedForIsAnswered() {
        hello(Fault.EXTENSION_UNSOLICITED, h -> with(h, new Unknown(ExtensionType.of(0x3a3a), Opaque.EMPTY)));
        hello(Fault.EXTENSION_UNSOLICITED, h -> with(h, new Unknown(ExtensionType.of(60_000), Opaque.EMPTY)));
        encrypted(Fault.EXTENSION_UNSOLICITED, new Unknown(ExtensionType.of(60_000), Opaque.EMPTY));
        encrypted(Fault.EXTENSION_UNSOLICITED, new EarlyData());
        encrypted(Fault.EXTENSION_UNSOLICITED, new RecordSizeLimit(1000));
        encrypted(Fault.EXTENSION_UNSOLICITED, MaxFragmentLength.ofBytes(512));
    }

    /** The keys that follow would be made of nothing secret. */
    @Test
    @PublishedAttack(id = "CVE-2026-3230", victim = "wolfSSL", kind = AttackKind.KEY_EXCHANGE,
            what = "a ServerHello without key share behind a HelloRetryRequest")
    void aServerBringsAShareBehindARetryToo() {
        server.groups = List.of(NamedGroup.SECP256R1);
        for (boolean whole : new boolean[] {true, false}) {
            Dialogue dialogue = new Dialogue(client, server, (fromClient, index, raw) -> List.of(whole || fromClient
                    || raw.length == 0 || raw[0] != HandshakeType.SERVER_HELLO.value()
                    || !(read(raw, MessageVersion.HELLO) instanceof ServerHello hello) ? raw
                            : MessageCodecs.write(without(hello, ExtensionType.KEY_SHARE))))
                    .run();
            assertEquals(whole ? null : Fault.EXTENSION_MISSING,
                    dialogue.fault() == null ? null : dialogue.fault().fault());
        }
    }

    // EncryptedExtensions

    @Test
    void theApplicationProtocolWasOffered() {
        encrypted(Fault.ALPN_NOT_OFFERED, new Alpn(List.of(protocol("http/1.1"))));
    }

    @Test
    void recordSizesAreWhatWasAskedFor() {
        client.maxFragmentLength = 512;
        encrypted(Fault.FRAGMENT_LENGTH_ILLEGAL, MaxFragmentLength.ofBytes(1024));
        client.recordSizeLimit = 1000;
        encrypted(Fault.RECORD_SIZE_LIMIT_ILLEGAL, MaxFragmentLength.ofBytes(512), new RecordSizeLimit(1000));
    }

    // HelloRetryRequest, RFC 9846 section 4.2.4

    @Test
    void aRetryAsksForSomethingNew() {
        server.groups = List.of(NamedGroup.SECP256R1);
        retry(Fault.RETRY_UNNEEDED, r -> r.extensions().without(ExtensionType.KEY_SHARE).without(ExtensionType.COOKIE));
        retry(Fault.RETRY_UNNEEDED, r -> r.extensions().with(new RetryKeyShare(NamedGroup.X25519)));
        retry(Fault.GROUP_NOT_OFFERED, r -> r.extensions().with(new RetryKeyShare(NamedGroup.X448)));
        retry(Fault.EXTENSION_MISSING, r -> r.extensions().without(ExtensionType.SUPPORTED_VERSIONS));
        retry(Fault.VERSION_NOT_OFFERED, r -> r.extensions().with(new SelectedVersion(ProtocolVersion.TLS_1_2)));
        retry(Fault.EXTENSION_UNSOLICITED, r -> r.extensions().with(new Unknown(ExtensionType.of(60_000),
                Opaque.EMPTY)));
    }

    @Test
    void aRetryKeepsToItsSuite() {
        server.groups = List.of(NamedGroup.SECP256R1);
        refused(Fault.SUITE_CHANGED, false, 1, raw -> {
            ServerHello hello = (ServerHello) read(raw, MessageVersion.HELLO);
            return MessageCodecs.write(suite(hello, hello.suite().equals(CipherSuite.TLS_AES_128_GCM_SHA256)
                    ? CipherSuite.TLS_CHACHA20_POLY1305_SHA256 : CipherSuite.TLS_AES_128_GCM_SHA256));
        });
        refused(Fault.GROUP_NOT_SELECTED, false, 1, raw -> MessageCodecs.write(share(
                (ServerHello) read(raw, MessageVersion.HELLO), NamedGroup.X25519, 32)));
    }

    // The second ClientHello, RFC 9846 section 4.2.2

    @Test
    @PublishedAttack(id = "CVE-2022-39173", victim = "wolfSSL", kind = AttackKind.MEMORY,
            what = "the second ClientHello repeats suites until a buffer overflows")
    void aSecondHelloChangesNothingElse() {
        server.groups = List.of(NamedGroup.SECP256R1);
        second(Fault.HELLO_CHANGED, h -> new ClientHello(h.legacyVersion(), Opaque.copyOf(new byte[32]), h.sessionId(),
                h.suites(), h.compressionMethods(), h.extensions()));
        second(Fault.HELLO_CHANGED, h -> new ClientHello(h.legacyVersion(), h.random(), Opaque.EMPTY, h.suites(),
                h.compressionMethods(), h.extensions()));
        second(Fault.HELLO_CHANGED, h -> new ClientHello(h.legacyVersion(), h.random(), h.sessionId(),
                h.suites().subList(0, 1), h.compressionMethods(), h.extensions()));
        second(Fault.HELLO_CHANGED, h -> extensions(h, h.extensions().without(ExtensionType.ALPN)));
        second(Fault.HELLO_CHANGED, h -> extensions(h, h.extensions().with(new Unknown(ExtensionType.of(60_000),
                Opaque.EMPTY))));
    }

    /** RFC 9846 section 4.2.2, RFC 9849 section 6.1.5: each may come, go and change between the hellos. */
    @ParameterizedTest
    @ValueSource(ints = {21, 0xfe0d})
    void aSecondHelloMayChangePaddingAndEncryptedClientHello(int value) {
        server.groups = List.of(NamedGroup.SECP256R1);
        ExtensionType type = ExtensionType.of(value);
        byte[][] bodies = {null, {}, new byte[20], new byte[200]};
        for (byte[] first : bodies) {
            for (byte[] second : bodies) {
                Dialogue dialogue = new Dialogue(client, server, (fromClient, index, raw) -> List.of(
                        fromClient && index < 2 ? put(raw, type, index == 0 ? first : second) : raw)).run();
                // The server takes the second hello; that the transcripts differ, the client finds out.
                assertEquals(first == null && second == null ? null : Alert.DECRYPT_ERROR,
                        dialogue.fault() == null ? null : dialogue.fault().alert(),
                        () -> String.valueOf(dialogue.fault()));
                assertTrue(dialogue.said().stream().filter(said -> !said.fromClient()).count() > 1);
            }
        }
    }

    /** What may not change: every other extension, known or not, left out, added, changed or moved. */
    @Test
    void aSecondHelloChangesNoOtherExtension() {
        server.groups = List.of(NamedGroup.SECP256R1);
        byte[] hello = new Dialogue(client, server, Dialogue.Tamper.NONE).run().said().get(0).raw();
        for (int value : new int[] {0, 5, 10, 13, 16, 18, 28, 45, 49, 50, 0x3a3a, 0xfafa, 0xfe0c, 0xfe0e, 0xffff}) {
            ExtensionType type = ExtensionType.of(value);
            byte[] body = RawExtensions.bodyIn(hello, type);
            if (body != null) {
                refused(Fault.HELLO_CHANGED, true, 1, raw -> put(raw, type, null));
            } else if (!ExtensionRules.knows(type)) {
                refused(Fault.HELLO_CHANGED, true, 1, raw -> put(raw, type, new byte[1]));
            }
        }
        refused(Fault.HELLO_CHANGED, true, 1, raw -> RawExtensions.change(raw, extensions -> {
            byte[] groups = extensions.get(ExtensionType.SUPPORTED_GROUPS);
            extensions.remove(ExtensionType.SUPPORTED_GROUPS).addFirst(ExtensionType.SUPPORTED_GROUPS, groups);
        }));
    }

    private static byte[] put(byte[] raw, ExtensionType type, byte[] body) {
        return RawExtensions.change(raw, extensions -> {
            extensions.remove(type);
            if (body != null) {
                extensions.addFirst(type, body);
            }
        });
    }

    @Test
    void aSecondHelloBringsCookieAndShare() {
        server.groups = List.of(NamedGroup.SECP256R1);
        second(Fault.EXTENSION_MISSING, h -> extensions(h, h.extensions().without(ExtensionType.COOKIE)));
        second(Fault.EXTENSION_MISSING, h -> extensions(h, h.extensions().without(ExtensionType.KEY_SHARE)));
        second(Fault.COOKIE_INVALID, h -> extensions(h, h.extensions().with(new Cookie(Opaque.copyOf(new byte[90])))));
        second(Fault.COOKIE_INVALID, h -> extensions(h, h.extensions().with(new Cookie(Opaque.copyOf(new byte[1])))));
        second(Fault.GROUP_NOT_SELECTED, h -> extensions(h, h.extensions().with(new KeyShares(List.of(
                new KeyShareEntry(NamedGroup.X25519, Opaque.copyOf(new byte[32])))))));
        second(Fault.KEY_SHARE_INVALID, h -> extensions(h, h.extensions().with(new KeyShares(List.of(
                new KeyShareEntry(NamedGroup.SECP256R1, Opaque.copyOf(new byte[65])))))));
    }

    // Changing

    private void hello(Fault expected, UnaryOperator<ServerHello> change) {
        refused(expected, false, 0,
                raw -> MessageCodecs.write(change.apply((ServerHello) read(raw, MessageVersion.HELLO))));
    }

    private void encrypted(Fault expected, Extension... answers) {
        refused(expected, false, 1, raw -> MessageCodecs.write(new EncryptedExtensions(Extensions.of(answers))));
    }

    private interface NewExtensions {
        Extensions of(HelloRetryRequest retry);
    }

    private void retry(Fault expected, NewExtensions change) {
        refused(expected, false, 0, raw -> {
            HelloRetryRequest retry = (HelloRetryRequest) read(raw, MessageVersion.HELLO);
            return MessageCodecs.write(new HelloRetryRequest(retry.sessionId(), retry.suite(),
                    retry.compressionMethod(), change.of(retry), retry.legacyVersion()));
        });
    }

    private void second(Fault expected, UnaryOperator<ClientHello> change) {
        refused(expected, true, 1,
                raw -> MessageCodecs.write(change.apply((ClientHello) read(raw, MessageVersion.HELLO))));
    }

    private void refused(Fault expected, boolean fromClient, int at, UnaryOperator<byte[]> change) {
        assertNull(new Dialogue(client, server, Dialogue.Tamper.NONE).run().fault(), "undisturbed");
        Dialogue dialogue = new Dialogue(client, server,
                (from, index, raw) -> List.of(from == fromClient && index == at ? change.apply(raw) : raw)).run();
        assertNotNull(dialogue.fault(), "no fault, expected " + expected);
        assertEquals(expected, dialogue.fault().fault(), () -> dialogue.fault().getMessage());
    }

    private static HandshakeMessage read(byte[] raw, MessageVersion dialect) {
        try {
            HandshakeMessage message = MessageCodecs.read(raw, dialect);
            return message;
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    private static ServerHello with(ServerHello hello, Extension extension) {
        return new ServerHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.suite(), 0,
                hello.extensions().with(extension));
    }

    private static ServerHello without(ServerHello hello, ExtensionType type) {
        return new ServerHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.suite(), 0,
                hello.extensions().without(type));
    }

    private static ServerHello suite(ServerHello hello, CipherSuite suite) {
        return new ServerHello(hello.legacyVersion(), hello.random(), hello.sessionId(), suite, 0, hello.extensions());
    }

    private static ServerHello share(ServerHello hello, NamedGroup group, int length) {
        return with(hello, new ServerKeyShare(new KeyShareEntry(group, Opaque.copyOf(new byte[length]))));
    }

    /** A hello as servers without TLS 1.3 send it. */
    private static ServerHello old(ServerHello hello, int version) {
        return new ServerHello(ProtocolVersion.of(version), hello.random(), Opaque.EMPTY,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0, Extensions.NONE);
    }

    private static ClientHello extensions(ClientHello hello, Extensions extensions) {
        return new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.suites(),
                hello.compressionMethods(), extensions);
    }

    private static Opaque protocol(String name) {
        return Opaque.copyOf(name.getBytes(StandardCharsets.US_ASCII));
    }
}

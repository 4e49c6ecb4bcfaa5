package dev.handfast.message;

import static dev.handfast.message.ext.ExtensionContext.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.message.ext.*;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Costs;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule a message can break by itself, and the fault that names it. */
@Tag("unit")
class MessageFaultsTest {

    /** Context, type, body in hex, the fault; the body is the whole rule that is broken. */
    @ParameterizedTest
    @CsvSource({
        // server_name: empty extension, empty list, empty name, two host names, two of another type
        "CLIENT_HELLO, 0, '', EXTENSION_MALFORMED",
        "CLIENT_HELLO, 0, 0000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 0, 0003000000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 0, 00080000016100000162, PARAMETER_ILLEGAL",
        "CLIENT_HELLO, 0, 00080900016109000162, PARAMETER_ILLEGAL",
        "CLIENT_HELLO, 0, 000500000261, EXTENSION_MALFORMED",
        "SERVER_HELLO_12, 0, 00, EXTENSION_MALFORMED",
        "ENCRYPTED_EXTENSIONS, 0, 00, EXTENSION_MALFORMED",
        // max_fragment_length: codes 1 to 4 only
        "CLIENT_HELLO, 1, 00, FRAGMENT_LENGTH_ILLEGAL",
        "CLIENT_HELLO, 1, 05, FRAGMENT_LENGTH_ILLEGAL",
        "ENCRYPTED_EXTENSIONS, 1, ff, FRAGMENT_LENGTH_ILLEGAL",
        "CLIENT_HELLO, 1, 0101, EXTENSION_MALFORMED",
        // status_request: empty responder ID; in a certificate another type, empty response
        "CLIENT_HELLO, 5, 0100020000 0000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 5, '', EXTENSION_MALFORMED",
        "SERVER_HELLO_12, 5, 01, EXTENSION_MALFORMED",
        "CERTIFICATE_13, 5, 0200000130, PARAMETER_ILLEGAL",
        "CERTIFICATE_13, 5, 01000000, EXTENSION_MALFORMED",
        // lists of code points: none, half of one
        "CLIENT_HELLO, 10, 0000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 10, 0003001d00, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 11, 00, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 13, 0000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 13, 000104, EXTENSION_MALFORMED",
        "CERTIFICATE_REQUEST_13, 13, 0000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 50, 0000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 27, 00, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 43, 00, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 43, 03030403, EXTENSION_MALFORMED",
        "SERVER_HELLO_13, 43, 03, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 45, 00, EXTENSION_MALFORMED",
        // ALPN: no protocol, empty protocol, two chosen
        "CLIENT_HELLO, 16, 0000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 16, 000100, EXTENSION_MALFORMED",
        "ENCRYPTED_EXTENSIONS, 16, 000401610162, EXTENSION_MALFORMED",
        "SERVER_HELLO_12, 16, 000401610162, EXTENSION_MALFORMED",
        "SERVER_HELLO_12, 16, 0000, EXTENSION_MALFORMED",
        // signed_certificate_timestamp: a body in a request, no list or an empty one or an empty item in an answer
        "CLIENT_HELLO, 18, 00, EXTENSION_MALFORMED",
        "SERVER_HELLO_12, 18, '', EXTENSION_MALFORMED",
        "CERTIFICATE_13, 18, 0000, EXTENSION_MALFORMED",
        "CERTIFICATE_13, 18, 00020000, EXTENSION_MALFORMED",
        // flags with a body
        "CLIENT_HELLO, 22, 00, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 23, 00, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 42, 00, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 49, 00, EXTENSION_MALFORMED",
        "SERVER_HELLO_12, 35, 00, EXTENSION_MALFORMED",
        // record_size_limit: 64 is the least
        "CLIENT_HELLO, 28, 003f, RECORD_SIZE_LIMIT_ILLEGAL",
        "ENCRYPTED_EXTENSIONS, 28, 0000, RECORD_SIZE_LIMIT_ILLEGAL",
        "CLIENT_HELLO, 28, 40, EXTENSION_MALFORMED",
        // early_data of a ticket, cookie, certificate_authorities, oid_filters, renegotiation_info
        "NEW_SESSION_TICKET_13, 42, '', EXTENSION_MALFORMED",
        "HELLO_RETRY_REQUEST, 44, 0000, EXTENSION_MALFORMED",
        "CERTIFICATE_REQUEST_13, 47, 0000, EXTENSION_MALFORMED",
        "CERTIFICATE_REQUEST_13, 47, 00020000, EXTENSION_MALFORMED",
        "CERTIFICATE_REQUEST_13, 48, 0003000000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 65281, '', EXTENSION_MALFORMED",
        // key_share: two for one group, an empty share, too short
        "CLIENT_HELLO, 51, 000a001d000161001d000162, KEY_SHARE_DUPLICATE",
        "CLIENT_HELLO, 51, 0004001d0000, EXTENSION_MALFORMED",
        "SERVER_HELLO_13, 51, 001d0000, EXTENSION_MALFORMED",
        "HELLO_RETRY_REQUEST, 51, 001d0000, EXTENSION_MALFORMED",
        // pre_shared_key: no identity, empty identity, no binder, short binder
        "CLIENT_HELLO, 41, 00000000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 41, 00060000000000000000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 41, 000700016100000000 0000, EXTENSION_MALFORMED",
        "CLIENT_HELLO, 41, 000700016100000000 0002 0100, EXTENSION_MALFORMED",
        "SERVER_HELLO_13, 41, 00, EXTENSION_MALFORMED",
    })
    @PublishedAttack(id = "CVE-2024-5535", victim = "OpenSSL", kind = AttackKind.MEMORY,
            what = "an empty list of protocols is read beyond its end")
    void extensionBodies(ExtensionContext context, int type, String body, Fault fault) {
        assertEquals(fault, blockFault(context, ExtensionType.of(type), hex(body)));
    }

    /** What a client means (RFC 6066 section 3, RFC 4366 section 3.1), or null where it cannot be read. */
    @ParameterizedTest
    @CsvSource({"612e62, a.b", "612e622e, a.b", "615f622e63, a_b.c", "c3bc2e61, xn--tda.a", "c3bc2e612e, xn--tda.a",
        "fc2e61, ", "612062, ", "610062, ", "2e, ", "c3, ", "e38082, "})
    void namesAreReadAsTheyAreMeant(String name, String meant) throws Exception {
        int length = name.length() / 2;
        assertEquals(meant, read(CLIENT_HELLO, 0, String.format("%04x00%04x", length + 3, length) + name)
                .get(ServerNames.class).hostName());
    }

    @Test
    void shortestBodiesAreTaken() throws Exception {
        assertEquals("a", read(CLIENT_HELLO, 0, "0004000001 61").get(ServerNames.class).hostName());
        assertEquals(64, read(CLIENT_HELLO, 28, "0040").get(RecordSizeLimit.class).limit());
        assertEquals(512, read(CLIENT_HELLO, 1, "01").get(MaxFragmentLength.class).bytes());
        assertEquals(4096, read(CLIENT_HELLO, 1, "04").get(MaxFragmentLength.class).bytes());
        assertEquals(List.of(), read(CLIENT_HELLO, 51, "0000").get(KeyShares.class).entries());
        assertEquals(35, read(CLIENT_HELLO, 41, "000700016100000000 0021 20" + "00".repeat(32))
                .get(PreSharedKeys.class).bindersLength());
    }

    @Test
    void bindersMustMatchIdentities() {
        String twoIdentities = "000e 000161 00000000 000162 00000000";
        String oneBinder = "0021 20" + "00".repeat(32);
        assertEquals(Fault.PSK_ILLEGAL, blockFault(CLIENT_HELLO, ExtensionType.PRE_SHARED_KEY,
                hex(twoIdentities + oneBinder)));
    }

    @Test
    void preSharedKeyMustBeLast() throws Exception {
        PreSharedKeys psk = new PreSharedKeys(List.of(new PskIdentity(Opaque.copyOf(new byte[] {1}), 0)),
                List.of(Opaque.adopt(new byte[32])));
        EarlyData early = new EarlyData();
        assertEquals(Fault.PSK_ILLEGAL, fault(() -> read(Extensions.of(psk, early), CLIENT_HELLO)));
        assertNotNull(read(Extensions.of(early, psk), CLIENT_HELLO).get(PreSharedKeys.class));
    }

    @Test
    void duplicates() {
        byte[] known = hex("0008 0017 0000 0017 0000");
        assertEquals(Fault.EXTENSION_DUPLICATE, fault(() -> Extensions.read(reader(known), CLIENT_HELLO)));
        byte[] unknown = hex("0009 4444 0000 4444 0001 00");
        assertEquals(Fault.EXTENSION_DUPLICATE, fault(() -> Extensions.read(reader(unknown), CERTIFICATE_13)));
        assertThrows(IllegalArgumentException.class, () -> Extensions.of(new EarlyData(), new EarlyDataLimit(1)));
    }

    @Test
    void listsAreBoundedByTheirBytesAlone() {
        for (int count : new int[] {128, 129, 1000, 0xffff / 4}) {
            assertNull(blockOf(count));
        }
        for (int count : new int[] {128, 129, 1000, 0xfff0 / 5}) {
            assertNull(sharesOf(count));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 129, 5000, 13_000})
    void duplicatesAreFoundHoweverManyThereAre(int count) {
        WireWriter block = new WireWriter();
        int mark = block.open16();
        for (int i = 0; i < count - 1; i++) {
            block.u16(0x4000 + i & 0xffff).u16(0);
        }
        byte[] twice = block.u16(0x4000).u16(0).close(mark).toBytes();
        assertEquals(Fault.EXTENSION_DUPLICATE, fault(() -> Extensions.read(reader(twice), CLIENT_HELLO)));
        WireWriter shares = new WireWriter();
        int start = shares.open16();
        for (int i = 0; i < count - 1; i++) {
            shares.u16(0x4000 + i & 0xffff).u16(1).u8(0);
        }
        byte[] sharesTwice = shares.u16(0x4000 + count - 2).u16(1).u8(0).close(start).toBytes();
        assertEquals(Fault.KEY_SHARE_DUPLICATE, blockFault(CLIENT_HELLO, ExtensionType.KEY_SHARE, sharesTwice));
    }

    /** To find duplicates costs what there is to be read, and not its square. */
    @Test
    void manyCostNoMoreEach() throws Exception {
        int few = 512;
        int times = 24;
        Costs.compare("so many extensions", 4 * times, () -> blockOf(few), () -> blockOf(few * times));
        Costs.compare("so many key shares", 4 * times, () -> sharesOf(few), () -> sharesOf(few * times));
    }

    @Test
    void hellos() {
        byte[] hello = MessageCodecs.write(clientHello(Extensions.NONE));
        assertEquals(32, hello[4 + 2 + 32]);
        byte[] longSession = hello.clone();
        longSession[4 + 2 + 32] = 33;
        assertEquals(Fault.MESSAGE_MALFORMED, fault(() -> MessageCodecs.read(longSession, MessageVersion.HELLO)));
        String prefix = "0303" + "00".repeat(32) + "00";
        assertEquals(Fault.MESSAGE_MALFORMED, bodyFault(1, prefix + "0000 0100"));
        assertEquals(Fault.MESSAGE_MALFORMED, bodyFault(1, prefix + "0003 130100 0100"));
        assertEquals(Fault.MESSAGE_MALFORMED, bodyFault(1, prefix + "0002 1301 00"));
        assertNull(bodyFault(1, prefix + "0002 1301 0100"));
        assertNull(bodyFault(1, prefix + "0002 1301 0100 0000"));
        assertEquals(Fault.MESSAGE_MALFORMED, bodyFault(1, prefix + "0002 1301 0100 00"));
        assertEquals(Fault.MESSAGE_MALFORMED, bodyFault(1, prefix + "0002 1301 0100 0000 00"));
    }

    @Test
    void helloRetryRequestNeedsItsBlock() {
        String retry = "0303" + HexFormat.of().formatHex(HelloRetryRequest.RANDOM.toBytes()) + "00 1301 00";
        assertEquals(Fault.MESSAGE_MALFORMED, bodyFault(2, retry));
        assertNull(bodyFault(2, retry + "0006 002b 0002 0304"));
        // A ServerHello's key_share has a share, a HelloRetryRequest's only the group.
        assertEquals(Fault.EXTENSION_MALFORMED, bodyFault(2, retry + "000d 002b 0002 0304 0033 0003 001d 00"));
    }

    @Test
    void serverHelloPicksItsRulesItself() {
        String server = "0303" + "11".repeat(32) + "00 1301 00";
        assertNull(bodyFault(2, server));
        assertEquals(Fault.EXTENSION_NOT_ALLOWED, bodyFault(2, server + "000a 0017 0000 002b 0002 0304"));
        assertNull(bodyFault(2, server + "0004 0017 0000"));
        // Without supported_versions it is TLS 1.2's, where the state refuses what the client has not asked for.
        assertNull(bodyFault(2, server + "0006 0029 0002 0000"));
        assertNull(bodyFault(2, server + "000c 0029 0002 0000 002b 0002 0304"));
    }

    @Test
    void headers() {
        assertEquals(Fault.MESSAGE_MALFORMED, fault(() -> MessageCodecs.read(new byte[0], MessageVersion.HELLO)));
        assertEquals(Fault.MESSAGE_MALFORMED, fault(() -> MessageCodecs.read(hex("0e000001"), MessageVersion.TLS12)));
        assertEquals(Fault.MESSAGE_MALFORMED, fault(() -> MessageCodecs.read(hex("0e00000000"), MessageVersion.TLS12)));
    }

    @Test
    void keyUpdateAndStatus() {
        assertNull(fault(() -> MessageCodecs.read(hex("18000001 01"), MessageVersion.TLS13)));
        assertEquals(Fault.PARAMETER_ILLEGAL,
                fault(() -> MessageCodecs.read(hex("18000001 02"), MessageVersion.TLS13)));
        assertEquals(Fault.PARAMETER_ILLEGAL,
                fault(() -> MessageCodecs.read(hex("16000005 03 000001 30"), MessageVersion.TLS12)));
        assertNull(fault(() -> MessageCodecs.read(hex("16000007 02 000003 000000"), MessageVersion.TLS12)));
        assertEquals(Fault.MESSAGE_MALFORMED,
                fault(() -> MessageCodecs.read(hex("16000005 02 000001 30"), MessageVersion.TLS12)));
        assertEquals(Fault.MESSAGE_MALFORMED,
                fault(() -> MessageCodecs.read(hex("16000004 02 000000"), MessageVersion.TLS12)));
        assertEquals(Fault.MESSAGE_MALFORMED,
                fault(() -> MessageCodecs.read(hex("16000004 01 000000"), MessageVersion.TLS12)));
    }

    @Test
    void certificatesMayNotBeEmptyButTheirListMay() {
        assertNull(fault(() -> MessageCodecs.read(hex("0b000003 000000"), MessageVersion.TLS12)));
        assertEquals(Fault.MESSAGE_MALFORMED,
                fault(() -> MessageCodecs.read(hex("0b000006 000003 000000"), MessageVersion.TLS12)));
        assertNull(fault(() -> MessageCodecs.read(hex("0b000004 00 000000"), MessageVersion.TLS13)));
        assertEquals(Fault.MESSAGE_MALFORMED,
                fault(() -> MessageCodecs.read(hex("0b000009 00 000005 000000 0000"), MessageVersion.TLS13)));
    }

    /** A prime of 6144 bits starts with the byte that says named_curve. */
    @Test
    void keyExchangesAreToldApart() throws Exception {
        byte[] prime = new byte[768];
        Arrays.fill(prime, (byte) 0xff);
        DheServerKeyExchange dhe = new DheServerKeyExchange(Opaque.adopt(prime), Opaque.copyOf(new byte[] {2}),
                Opaque.copyOf(prime), SignatureScheme.RSA_PSS_RSAE_SHA256, Opaque.adopt(new byte[256]));
        assertEquals(dhe, MessageCodecs.read(MessageCodecs.write(dhe), MessageVersion.TLS12));
        EcdheServerKeyExchange ecdhe = new EcdheServerKeyExchange(NamedGroup.X25519, Opaque.adopt(new byte[32]),
                SignatureScheme.ED25519, Opaque.adopt(new byte[64]));
        assertEquals(ecdhe, MessageCodecs.read(MessageCodecs.write(ecdhe), MessageVersion.TLS12));
        assertEquals("03001d20" + "00".repeat(32), HexFormat.of().formatHex(ecdhe.signedParams()));
        assertEquals("0300" + "ff".repeat(768) + "000102" + "0300" + "ff".repeat(768),
                HexFormat.of().formatHex(dhe.signedParams()));
        // Explicit curves (RFC 8422 section 5.4) read as neither.
        assertEquals(Fault.MESSAGE_MALFORMED,
                fault(() -> MessageCodecs.read(hex("0c000003 010203"), MessageVersion.TLS12)));
    }

    @Test
    void clientKeyExchangesHaveOneShapeASuite() throws Exception {
        Opaque value = Opaque.copyOf(new byte[] {1, 2, 3});
        assertEquals(value, ClientKeyExchange.ofEc(value).ecPoint());
        assertEquals(value, ClientKeyExchange.ofDh(value).dhPublic());
        assertEquals(value, ClientKeyExchange.ofRsa(value).encryptedPremaster());
        assertThrows(MalformedInput.class, () -> ClientKeyExchange.ofDh(value).ecPoint());
        assertThrows(MalformedInput.class, () -> ClientKeyExchange.ofEc(value).dhPublic());
        assertThrows(MalformedInput.class, () -> new ClientKeyExchange(Opaque.EMPTY).encryptedPremaster());
        assertThrows(MalformedInput.class, () -> new ClientKeyExchange(Opaque.adopt(new byte[1])).ecPoint());
        assertThrows(MalformedInput.class, () -> new ClientKeyExchange(Opaque.adopt(new byte[2])).dhPublic());
        assertTrue(new ClientKeyExchange(Opaque.adopt(new byte[2])).encryptedPremaster().isEmpty());
    }

    @Test
    void changingBlocks() {
        PreSharedKeys psk = new PreSharedKeys(List.of(new PskIdentity(Opaque.copyOf(new byte[] {1}), 0)),
                List.of(Opaque.adopt(new byte[32])));
        Extensions block = Extensions.of(new EarlyData(), psk);
        assertEquals(List.of(new EarlyData(), new PostHandshakeAuth(), psk),
                block.with(new PostHandshakeAuth()).list());
        assertEquals(List.of(new EarlyDataLimit(1), psk), block.with(new EarlyDataLimit(1)).list());
        assertEquals(List.of(psk), block.without(ExtensionType.EARLY_DATA).list());
        assertSame(block, block.without(ExtensionType.COOKIE));
        assertTrue(block.without(ExtensionType.EARLY_DATA).without(ExtensionType.PRE_SHARED_KEY).isEmpty());
        assertNull(block.get(Cookie.class));
    }

    @Test
    void writersRefuseWhatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> new SelectedPsk(0x10000));
        assertThrows(IllegalArgumentException.class, () -> new EarlyDataLimit(1L << 32));
        assertThrows(IllegalArgumentException.class, () -> new KeyShareEntry(NamedGroup.X25519, Opaque.EMPTY));
        assertThrows(IllegalArgumentException.class, () -> ServerNames.of("example.com."));
        assertThrows(IllegalArgumentException.class, () -> ServerNames.of("b\u00fccher.example"));
        assertThrows(IllegalArgumentException.class, () -> new Finished(Opaque.adopt(new byte[1 << 24])));
        CertificateRequest12 tooMany = new CertificateRequest12(Opaque.adopt(new byte[1]),
                List.of(SignatureScheme.ED25519), List.of(Opaque.adopt(new byte[0xffff])));
        assertThrows(IllegalStateException.class, () -> MessageCodecs.write(tooMany));
    }

    private interface Attempt {
        Object run() throws Exception;
    }

    private static Fault fault(Attempt attempt) {
        try {
            attempt.run();
            return null;
        } catch (TlsFault e) {
            assertEquals(0, e.getStackTrace().length, "a peer's fault costs no stack trace");
            return e.fault();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Fault bodyFault(int type, String body) {
        byte[] bytes = hex(body);
        WireWriter out = new WireWriter();
        out.u8(type).opaque24(Opaque.adopt(bytes));
        return fault(() -> MessageCodecs.read(out.toBytes(), MessageVersion.HELLO));
    }

    private static Fault blockFault(ExtensionContext context, ExtensionType type, byte[] body) {
        return fault(() -> Extensions.read(reader(block(type, body)), context));
    }

    private static Extensions read(ExtensionContext context, int type, String body) throws Exception {
        return Extensions.read(reader(block(ExtensionType.of(type), hex(body))), context);
    }

    private static Extensions read(Extensions extensions, ExtensionContext context) throws Exception {
        WireWriter out = new WireWriter();
        extensions.write(out);
        return Extensions.read(reader(out.toBytes()), context);
    }

    private static byte[] block(ExtensionType type, byte[] body) {
        WireWriter out = new WireWriter();
        int mark = out.open16();
        return out.u16(type.value()).opaque16(Opaque.adopt(body)).close(mark).toBytes();
    }

    private static Object blockOf(int count) {
        WireWriter out = new WireWriter();
        int mark = out.open16();
        for (int i = 0; i < count; i++) {
            out.u16(0x4000 + i & 0xffff).u16(0);
        }
        byte[] raw = out.close(mark).toBytes();
        try {
            assertEquals(count, Extensions.read(reader(raw), CLIENT_HELLO).list().size());
            return null;
        } catch (MalformedInput | TlsFault e) {
            return e;
        }
    }

    private static Fault sharesOf(int count) {
        WireWriter out = new WireWriter();
        int mark = out.open16();
        for (int i = 0; i < count; i++) {
            out.u16(0x4000 + i & 0xffff).u16(1).u8(0);
        }
        return blockFault(CLIENT_HELLO, ExtensionType.KEY_SHARE, out.close(mark).toBytes());
    }

    private static ClientHello clientHello(Extensions extensions) {
        return new ClientHello(ProtocolVersion.TLS_1_2, Opaque.adopt(new byte[32]), Opaque.adopt(new byte[32]),
                List.of(CipherSuite.TLS_AES_128_GCM_SHA256), Opaque.adopt(new byte[1]), extensions);
    }

    private static WireReader reader(byte[] bytes) {
        return new WireReader(bytes, "test");
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}

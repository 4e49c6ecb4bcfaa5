package dev.handfast.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.message.ext.*;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values of registries that nobody here knows are carried, compared and printed (RFC 8701, RFC 9846 section 9.3). */
@Tag("unit")
class UnknownCodePointTest {

    /** A ClientHello as Chrome's: GREASE wherever RFC 8701 section 3.1 lets a client put it. */
    @Test
    void greaseEverywhereInAClientHello() throws Exception {
        for (int i = 0; i < 16; i++) {
            int grease = 0x0a0a + 0x1010 * i;
            int other = 0x0a0a + 0x1010 * (15 - i);
            Opaque name = Opaque.copyOf(new byte[] {(byte) grease, (byte) grease});
            ClientHello hello = new ClientHello(ProtocolVersion.TLS_1_2, Opaque.adopt(new byte[32]), Opaque.EMPTY,
                    List.of(CipherSuite.of(grease), CipherSuite.TLS_AES_128_GCM_SHA256),
                    Opaque.adopt(new byte[1]),
                    Extensions.of(
                            new Unknown(ExtensionType.of(grease), Opaque.EMPTY),
                            new SupportedGroups(List.of(NamedGroup.of(grease), NamedGroup.X25519)),
                            new SignatureAlgorithms(List.of(SignatureScheme.of(grease), SignatureScheme.ED25519)),
                            new Alpn(List.of(name, Opaque.copyOf(new byte[] {'h', '2'}))),
                            new PskModes(List.of(0x0b, PskModes.PSK_DHE_KE)),
                            new SupportedVersions(List.of(ProtocolVersion.of(grease), ProtocolVersion.TLS_1_3)),
                            new KeyShares(List.of(
                                    new KeyShareEntry(NamedGroup.of(grease), Opaque.adopt(new byte[1])),
                                    new KeyShareEntry(NamedGroup.X25519, Opaque.adopt(new byte[32])))),
                            new CompressCertificate(List.of(grease, 2)),
                            new Unknown(ExtensionType.of(other), Opaque.adopt(new byte[1]))));
            ClientHello back = (ClientHello) MessageCodecs.read(MessageCodecs.write(hello), MessageVersion.HELLO);
            assertEquals(hello, back);
            assertTrue(back.suites().get(0).isGrease());
            assertFalse(back.suites().get(0).isKnown());
            assertTrue(back.toString().contains(String.format("GREASE_0x%04x", grease)), back::toString);
            assertTrue(back.extensions().has(ExtensionType.of(other)));
        }
    }

    @Test
    @PublishedAttack(id = "CVE-2020-1967", victim = "OpenSSL", kind = AttackKind.FAILURES,
            what = "an unknown scheme in signature_algorithms_cert crashes the peer")
    void everyCipherSuiteGroupSchemeAndVersion() throws Exception {
        List<CipherSuite> suites = new ArrayList<>();
        List<NamedGroup> groups = new ArrayList<>();
        List<SignatureScheme> schemes = new ArrayList<>();
        for (int value = 0; value < 0x10000; value++) {
            suites.add(CipherSuite.of(value));
            groups.add(NamedGroup.of(value));
            schemes.add(SignatureScheme.of(value));
        }
        for (int from = 0; from < 0x10000; from += 0x4000) {
            ClientHello hello = new ClientHello(ProtocolVersion.of(from), Opaque.adopt(new byte[32]), Opaque.EMPTY,
                    suites.subList(from, from + 0x4000), Opaque.adopt(new byte[1]), Extensions.NONE);
            assertEquals(hello, MessageCodecs.read(MessageCodecs.write(hello), MessageVersion.HELLO));
            CertificateRequest12 request = new CertificateRequest12(Opaque.adopt(new byte[1]),
                    schemes.subList(from, from + 0x4000), List.of());
            assertEquals(request, MessageCodecs.read(MessageCodecs.write(request), MessageVersion.TLS12));
            EncryptedExtensions answer = new EncryptedExtensions(
                    Extensions.of(new SupportedGroups(groups.subList(from, from + 0x4000))));
            assertEquals(answer, MessageCodecs.read(MessageCodecs.write(answer), MessageVersion.TLS13));
        }
    }

    @Test
    void everyUnknownExtensionType() throws Exception {
        int unknown = 0;
        for (int value = 0; value < 0x10000; value++) {
            ExtensionType type = ExtensionType.of(value);
            if (!ExtensionRules.knows(type)) {
                unknown++;
                Unknown extension = new Unknown(type, Opaque.copyOf(new byte[] {(byte) value, 7}));
                EncryptedExtensions message = new EncryptedExtensions(Extensions.of(extension));
                assertEquals(message, MessageCodecs.read(MessageCodecs.write(message), MessageVersion.TLS13));
            }
        }
        assertEquals(0x10000 - 26, unknown);
    }

    @Test
    void everyHandshakeTypeInEveryDialect() {
        String[] known = {
            "HelloRequest 0 HELLO TLS12", "ClientHello 1 HELLO TLS12 TLS13", "ServerHello 2 HELLO TLS12 TLS13",
            "NewSessionTicket 4 TLS12 TLS13", "EndOfEarlyData 5 TLS13", "EncryptedExtensions 8 TLS13",
            "Certificate 11 TLS12 TLS13", "ServerKeyExchange 12 TLS12", "CertificateRequest 13 TLS12 TLS13",
            "ServerHelloDone 14 TLS12", "CertificateVerify 15 TLS12 TLS13", "ClientKeyExchange 16 TLS12",
            "Finished 20 TLS12 TLS13", "CertificateStatus 22 TLS12", "KeyUpdate 24 TLS13",
            "CompressedCertificate 25 TLS13"};
        for (int value = 0; value < 256; value++) {
            String row = "";
            for (String candidate : known) {
                row = candidate.split(" ")[1].equals("" + value) ? candidate : row;
            }
            for (MessageVersion dialect : MessageVersion.values()) {
                assertEquals(row.isEmpty() ? Fault.MESSAGE_TYPE_UNKNOWN
                        : row.contains(dialect.name()) ? null : Fault.MESSAGE_UNEXPECTED,
                        existence(value, dialect), "type " + value + " in " + dialect);
            }
        }
    }

    @Test
    void unknownNamesAndStatusTypesAreKept() throws Exception {
        Extensions offered = Extensions.of(
                new ServerNames(List.of(new ServerNames.Name(7, Opaque.copyOf(new byte[] {1, 2})))),
                new StatusRequest(9, List.of(), Opaque.EMPTY, Opaque.copyOf(new byte[] {3})));
        ClientHello hello = new ClientHello(ProtocolVersion.TLS_1_2, Opaque.adopt(new byte[32]), Opaque.EMPTY,
                List.of(CipherSuite.of(0xeeee)), Opaque.adopt(new byte[1]), offered);
        ClientHello back = (ClientHello) MessageCodecs.read(MessageCodecs.write(hello), MessageVersion.HELLO);
        assertEquals(null, back.extensions().get(ServerNames.class).hostName());
        assertFalse(back.extensions().get(StatusRequest.class).isOcsp());
    }

    @Test
    void aKnownTypeIsNotUnknown() {
        assertThrows(IllegalArgumentException.class, () -> new Unknown(ExtensionType.KEY_SHARE, Opaque.EMPTY));
    }

    /** Whether a type is refused as such: null if it is not, whatever else is wrong with the body. */
    private static Fault existence(int value, MessageVersion dialect) {
        try {
            assertEquals(HandshakeType.of(value),
                    MessageCodecs.read(new byte[] {(byte) value, 0, 0, 1, (byte) 0xff}, dialect).type());
            return null;
        } catch (TlsFault thrown) {
            Fault fault = thrown.fault();
            return fault == Fault.MESSAGE_MALFORMED || fault == Fault.PARAMETER_ILLEGAL ? null : fault;
        }
    }
}

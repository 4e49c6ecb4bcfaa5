package dev.handfast.handshake;

import static dev.handfast.handshake.Tampering12.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.message.Certificate12;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ClientKeyExchange;
import dev.handfast.message.DheServerKeyExchange;
import dev.handfast.message.EcdheServerKeyExchange;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.EcPointFormats;
import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.ExtensionRules;
import dev.handfast.message.ext.MaxFragmentLength;
import dev.handfast.message.ext.RenegotiationInfo;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.FiniteFields;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Each thing a TLS 1.2 server may not say is answered by the fault that names it. */
@Tag("unit")
class ServerRefused12Test extends Refusing12 {

    // ServerHello

    @Test
    void renegotiationInfoOfAServerIsEmpty() {
        refuse(Fault.RENEGOTIATION_INFO_WRONG, serverHello(with(new RenegotiationInfo(WRONG))));
    }

    @Test
    void aServerWithoutSecureRenegotiationIsRefusedWhereItIsRequired() {
        refuse(Fault.RENEGOTIATION_INSECURE, serverHello(without(ExtensionType.RENEGOTIATION_INFO)));
        client.secureRenegotiationRequired = false;
        refuse(Fault.FINISHED_WRONG, serverHello(without(ExtensionType.RENEGOTIATION_INFO)));
    }

    @Test
    void aServerReadsUncompressedPoints() {
        refuse(Fault.POINT_FORMAT_UNSUPPORTED, serverHello(with(new EcPointFormats(WRONG))));
    }

    @Test
    void extendedMasterSecretCanBeRequired() {
        server.extendedMasterSecret = false;
        client.extendedMasterSecretRequired = true;
        refuse(Fault.EXTENDED_MASTER_SECRET_MISSING, Tamper.NONE);
        server.extendedMasterSecretRequired = true;
        server.extendedMasterSecret = true;
        client.extendedMasterSecret = false;
        refuse(Fault.EXTENDED_MASTER_SECRET_MISSING, Tamper.NONE);
    }

    @Test
    @PublishedAttack(id = "CVE-2014-1295", victim = "Apple", kind = AttackKind.RESUMPTION,
            what = "triple handshake: two sessions with one master secret")
    void extendedMasterSecretIsNotDroppedUnseen() {
        refuse(Fault.FINISHED_WRONG, serverHello(without(ExtensionType.EXTENDED_MASTER_SECRET)));
        refuse(Fault.FINISHED_WRONG, clientHello(without(ExtensionType.EXTENDED_MASTER_SECRET)));
    }

    @Test
    void aServerDoesNotResumeTheSessionIdThatIsForMiddleboxes() {
        client.versions = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
        client.suites = CipherSuite.usable();
        Opaque[] sent = new Opaque[1];
        Tamper echo = message(ServerHello.class, false, hello -> new ServerHello(hello.legacyVersion(),
                hello.random(), sent[0], hello.suite(), 0, hello.extensions()));
        refuse(Fault.SESSION_ID_UNKNOWN, (fromClient, index, raw) -> {
            if (fromClient) {
                sent[0] = ((ClientHello) read(0, raw)).sessionId();
            }
            return echo.pass(fromClient, index, raw);
        });
    }

    @Test
    void aServerAnswersWhatWasAsked() {
        client.applicationProtocols = List.of(Opaque.copyOf(new byte[] {'a'}));
        server.applicationProtocols = client.applicationProtocols;
        refuse(Fault.ALPN_NOT_OFFERED, serverHello(with(new Alpn(List.of(Opaque.copyOf(new byte[] {'b'}))))));
        client.maxFragmentLength = 1024;
        refuse(Fault.FRAGMENT_LENGTH_ILLEGAL, serverHello(with(MaxFragmentLength.ofBytes(512))));
    }

    /**
     * RFC 5246 section 7.4.1.4: what was not asked for is unsupported_extension, whether TLS 1.3 has a place for it in
     * a ServerHello, in another message or in none; what was asked for and has no place there is illegal_parameter.
     */
    @Test
    void aServerHelloHoldsOnlyWhatWasAskedForAndHasItsPlaceThere() {
        for (boolean tls13 : new boolean[] {false, true}) {
            client.versions = tls13 ? List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)
                    : List.of(ProtocolVersion.TLS_1_2);
            client.suites = tls13 ? CipherSuite.usable() : List.of(ECDSA);
            byte[] hello = talk(Tamper.NONE).said().get(0).raw();
            for (int value = 0; value < 70; value++) {
                ExtensionType type = ExtensionType.of(value);
                boolean asked = RawExtensions.bodyIn(hello, type) != null;
                boolean misplaced = !ExtensionRules.mayAppear(type, ExtensionContext.SERVER_HELLO_12);
                if (asked && !misplaced || type.equals(ExtensionType.SUPPORTED_VERSIONS)) {
                    continue;
                }
                Dialogue talked = talk(RawExtensions.in(HandshakeType.SERVER_HELLO, false,
                        extensions -> extensions.add(type, bodyOf(type))));
                Fault expected = asked ? Fault.EXTENSION_NOT_ALLOWED : Fault.EXTENSION_UNSOLICITED;
                assertEquals(expected, talked.fault().fault(), () -> type + ": " + talked.fault().getMessage());
            }
        }
    }

    /** A body that a ServerHello of TLS 1.2 can have, if there is any. */
    private static byte[] bodyOf(ExtensionType type) {
        return type.equals(ExtensionType.MAX_FRAGMENT_LENGTH) ? new byte[] {1}
                : type.equals(ExtensionType.RECORD_SIZE_LIMIT) ? new byte[] {4, 0}
                : type.equals(ExtensionType.ALPN) ? new byte[] {0, 2, 1, 'a'}
                : type.equals(ExtensionType.EC_POINT_FORMATS) ? new byte[] {1, 0}
                : type.equals(ExtensionType.SUPPORTED_GROUPS) ? new byte[] {0, 2, 0, 29}
                : type.equals(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP) ? new byte[] {0, 3, 0, 1, 1} : new byte[0];
    }

    @Test
    void aDowngradeIsSeen() {
        client.versions = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
        client.suites = CipherSuite.usable();
        server = TestSettings.server();
        refuse(Fault.DOWNGRADE_DETECTED, clientHello(without(ExtensionType.SUPPORTED_VERSIONS)));
    }

    @Test
    void aServerWithTls13MarksItsRandom() {
        server = TestSettings.server();
        Dialogue talked = talk(Tamper.NONE);
        assertTrue(talked.bothEstablished());
        Said said = talked.said().stream().filter(one -> !one.fromClient()).findFirst().orElseThrow();
        String random = Bytes.hex(said.raw()).substring(2 * 6, 2 * 38);
        assertTrue(random.endsWith("444f574e47524401"), random);
    }

    // The server's certificate

    @Test
    void aServerShowsACertificate() {
        refuse(Fault.CERTIFICATE_EMPTY, certificate(message -> new Certificate12(List.of())));
    }

    @Test
    void certificatesAreDecodedAndCounted() {
        refuse(Fault.CERTIFICATE_MALFORMED, certificate(message -> new Certificate12(List.of(WRONG))));
        refuse(Fault.CERTIFICATE_CHAIN_TOO_LONG, certificate(message -> {
            List<Opaque> many = new ArrayList<>();
            for (int i = 0; i <= Limits.CERTIFICATE_CHAIN; i++) {
                many.add(message.chain().get(0));
            }
            return new Certificate12(many);
        }));
    }

    @Test
    void theCertificateFitsTheSuite() {
        refuse(Fault.CERTIFICATE_KEY_UNSUPPORTED, certificate(message -> shown(KeyKind.RSA)));
        use(ECDHE_RSA, KeyKind.RSA);
        refuse(Fault.CERTIFICATE_KEY_UNSUPPORTED, certificate(message -> shown(KeyKind.ED25519)));
        use(RSA, KeyKind.RSA);
        refuse(Fault.CERTIFICATE_KEY_UNSUPPORTED, certificate(message -> shown(KeyKind.RSA_PSS)));
    }

    @Test
    void nothingIsSentToAServerThatIsNotTrusted() {
        client.peerVerifier = (chain, kind, soFar) -> {
            throw new TlsFault(Fault.CERTIFICATE_UNTRUSTED, "by this test");
        };
        Dialogue talked = refuse(Fault.CERTIFICATE_UNTRUSTED, Tamper.NONE);
        assertEquals(1, talked.said().stream().filter(Said::fromClient).count(), "the client's messages");
    }

    // ServerKeyExchange

    @Test
    void theGroupWasOffered() {
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.X25519_MLKEM768);
        refuse(Fault.GROUP_NOT_OFFERED, exchange(on(NamedGroup.SECP521R1)));
        refuse(Fault.GROUP_NOT_OFFERED, exchange(on(NamedGroup.FFDHE2048)));
        refuse(Fault.GROUP_NOT_OFFERED, exchange(on(NamedGroup.of(0xfefe))));
        client.versions = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
        refuse(Fault.GROUP_NOT_OFFERED, exchange(on(NamedGroup.X25519_MLKEM768)));
    }

    @Test
    @PublishedAttack(id = "CVE-2015-0204", victim = "OpenSSL", kind = AttackKind.DOWNGRADE,
            what = "FREAK: an export RSA key in a handshake that did not ask for one")
    void theKeyExchangeIsTheSuites() {
        refuse(Fault.MESSAGE_MALFORMED, exchange(message -> field(FiniteFields.prime(NamedGroup.FFDHE2048), message)));
        use(DHE, KeyKind.RSA);
        refuse(Fault.MESSAGE_MALFORMED, exchange(message -> new EcdheServerKeyExchange(NamedGroup.X25519,
                Opaque.copyOf(new byte[32]), message.scheme(), message.signature())));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2047, 8193, 16384})
    @PublishedAttack(id = "CVE-2015-4000", victim = "TLS", kind = AttackKind.DOWNGRADE,
            what = "Logjam: a Diffie-Hellman group of 512 bits")
    @PublishedAttack(id = "CVE-2018-0732", victim = "OpenSSL", kind = AttackKind.TIME,
            what = "a Diffie-Hellman prime so large that the client works for minutes")
    void finiteFieldsHaveASize(int bits) {
        use(DHE, KeyKind.RSA);
        refuse(Fault.DH_GROUP_WEAK, exchange(message -> field(BigInteger.ONE.shiftLeft(bits - 1).setBit(0), message)));
    }

    @Test
    void aFieldOfTheServersOwnWorks() {
        use(DHE, KeyKind.RSA);
        // RFC 3526 section 3: the 2048-bit MODP group, which RFC 7919 does not name
        BigInteger prime = DHStandardGroups.rfc3526_2048.getP();
        Dialogue talked = talk(signedAgain(KeyKind.RSA, message -> new DheServerKeyExchange(number(prime),
                number(BigInteger.TWO), number(BigInteger.valueOf(4)), message.scheme(), Opaque.EMPTY)));
        // The server agrees in another field, which its client's Finished shows it.
        assertEquals(Fault.FINISHED_WRONG, talked.fault().fault(), talked.fault()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "p-1", "p"})
    @PublishedAttack(id = "CVE-2016-0701", victim = "OpenSSL", kind = AttackKind.KEY_EXCHANGE,
            what = "a public value in a small subgroup")
    void publicValuesAreInsideTheField(String value) {
        use(DHE, KeyKind.RSA);
        BigInteger prime = FiniteFields.prime(NamedGroup.FFDHE2048);
        BigInteger ys = switch (value) {
            case "0" -> BigInteger.ZERO;
            case "1" -> BigInteger.ONE;
            case "p-1" -> prime.subtract(BigInteger.ONE);
            default -> prime;
        };
        refuse(Fault.KEY_SHARE_INVALID, signedAgain(KeyKind.RSA, message -> new DheServerKeyExchange(number(prime),
                number(BigInteger.TWO), number(ys), message.scheme(), Opaque.EMPTY)));
        client.groups = List.of(NamedGroup.FFDHE2048);
        refuse(Fault.KEY_SHARE_INVALID, answer(message -> ClientKeyExchange.ofDh(number(ys))));
    }

    @Test
    void pointsAreOnTheCurve() {
        client.groups = List.of(NamedGroup.SECP256R1);
        byte[] off = new byte[65];
        off[0] = 4;
        off[64] = 9;
        Opaque point = Opaque.copyOf(off);
        refuse(Fault.KEY_SHARE_INVALID, signedAgain(KeyKind.P256, message -> new EcdheServerKeyExchange(
                NamedGroup.SECP256R1, point, message.scheme(), Opaque.EMPTY)));
        refuse(Fault.KEY_SHARE_INVALID, answer(message -> ClientKeyExchange.ofEc(point)));
        refuse(Fault.MESSAGE_MALFORMED, answer(message -> new ClientKeyExchange(Opaque.EMPTY)));
        client.groups = List.of(NamedGroup.SECP256R1, NamedGroup.X25519);
        server.groups = List.of(NamedGroup.X25519);
        refuse(Fault.KEY_SHARE_INVALID, answer(
                message -> ClientKeyExchange.ofEc(Opaque.copyOf(new byte[32]))));
    }

    @Test
    @PublishedAttack(id = "CVE-2014-1266", victim = "Apple", kind = AttackKind.SIGNATURES,
            what = "goto fail: the server's signature over its key exchange is not checked")
    @PublishedAttack(id = "CVE-2015-7575", victim = "TLS", kind = AttackKind.SIGNATURES,
            what = "SLOTH: a signature by a hash that was not offered")
    void theServersSignatureIsChecked() {
        refuse(Fault.SIGNATURE_INVALID, exchange(message -> signed(message, message.scheme(), WRONG)));
        refuse(Fault.SIGNATURE_INVALID, exchange(message -> signed(message, message.scheme(), Opaque.EMPTY)));
        refuse(Fault.SCHEME_DOES_NOT_FIT_KEY, exchange(message -> signed(message, SignatureScheme.RSA_PSS_RSAE_SHA256,
                message.signature())));
        refuse(Fault.SCHEME_NOT_OFFERED, exchange(message -> signed(message, SignatureScheme.ECDSA_SHA1,
                message.signature())));
        refuse(Fault.SCHEME_NOT_OFFERED, exchange(message -> signed(message, SignatureScheme.of(0xfefe),
                message.signature())));
    }

    @Test
    @PublishedAttack(id = "CVE-2014-1266", victim = "Apple", kind = AttackKind.SIGNATURES,
            what = "goto fail: the server's signature over its key exchange is not checked")
    void theServersSignatureCoversBothRandomsAndTheShare() {
        refuse(Fault.SIGNATURE_INVALID, message(ServerHello.class, false, hello -> new ServerHello(
                hello.legacyVersion(), Opaque.copyOf(new byte[32]), hello.sessionId(), hello.suite(), 0,
                hello.extensions())));
        refuse(Fault.SIGNATURE_INVALID, message(ClientHello.class, true, hello -> new ClientHello(
                hello.legacyVersion(), Opaque.copyOf(new byte[32]), hello.sessionId(), hello.suites(),
                hello.compressionMethods(), hello.extensions())));
        refuse(Fault.SIGNATURE_INVALID, exchange(message -> {
            byte[] share = ((EcdheServerKeyExchange) message).point().toBytes();
            share[3] ^= 1;
            return new EcdheServerKeyExchange(NamedGroup.X25519, Opaque.adopt(share), message.scheme(),
                    message.signature());
        }));
    }
}

package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.crypto.jca.JcaCatalogue;
import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.Settings.ClientAuthentication;
import dev.handfast.message.Certificate12;
import dev.handfast.message.CertificateVerify;
import dev.handfast.message.ChangeCipherSpec;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ClientKeyExchange;
import dev.handfast.message.DheServerKeyExchange;
import dev.handfast.message.Dialect;
import dev.handfast.message.EcdheServerKeyExchange;
import dev.handfast.message.Finished;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.HelloRequest;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ServerHelloDone;
import dev.handfast.message.ServerKeyExchange;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.EcPointFormats;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.MaxFragmentLength;
import dev.handfast.message.ext.RenegotiationInfo;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.FiniteFields;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Each thing a TLS 1.2 peer may not say is answered by the fault that names it. */
class Refusals12Test {

    private static final Opaque WRONG = Opaque.copyOf(new byte[] {1});
    private static final CipherSuite ECDSA = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    private static final CipherSuite ECDHE_RSA = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    private static final CipherSuite DHE = CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256;
    private static final CipherSuite RSA = CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256;

    private final TestSettings client = tls12(TestSettings.client(), ECDSA);
    private TestSettings server = tls12(TestSettings.server(), ECDSA);

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
    void theKeyExchangeIsTheSuites() {
        refuse(Fault.MESSAGE_MALFORMED, exchange(message -> field(FiniteFields.prime(NamedGroup.FFDHE2048), message)));
        use(DHE, KeyKind.RSA);
        refuse(Fault.MESSAGE_MALFORMED, exchange(message -> new EcdheServerKeyExchange(NamedGroup.X25519,
                Opaque.copyOf(new byte[32]), message.scheme(), message.signature())));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2047, 8193, 16384})
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
    void theServersSignatureCoversBothRandomsAndTheShare() {
        refuse(Fault.SIGNATURE_INVALID, message(ServerHello.class, false, hello -> new ServerHello(hello.legacyVersion(),
                Opaque.copyOf(new byte[32]), hello.sessionId(), hello.suite(), 0, hello.extensions())));
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

    // ClientHello

    @Test
    void renegotiationInfoOfAClientIsEmpty() {
        refuse(Fault.RENEGOTIATION_INFO_WRONG, clientHello(with(new RenegotiationInfo(WRONG))));
    }

    @Test
    void aClientWithoutSecureRenegotiationIsRefusedWhereItIsRequired() {
        refuse(Fault.RENEGOTIATION_INSECURE, clientHello(without(ExtensionType.RENEGOTIATION_INFO)));
        // With the signalling suite in place of the extension only the transcripts differ.
        refuse(Fault.FINISHED_WRONG, message(ClientHello.class, true, hello -> new ClientHello(hello.legacyVersion(),
                hello.random(), hello.sessionId(), List.of(ECDSA, CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV),
                hello.compressionMethods(), hello.extensions().without(ExtensionType.RENEGOTIATION_INFO))));
    }

    @Test
    void aClientReadsUncompressedPoints() {
        refuse(Fault.POINT_FORMAT_UNSUPPORTED, clientHello(with(new EcPointFormats(WRONG))));
    }

    @Test
    void somethingMustBeInCommon() {
        client.groups = List.of(NamedGroup.SECP384R1);
        server.groups = List.of(NamedGroup.X25519);
        refuse(Fault.NO_COMMON_GROUP, Tamper.NONE);
        server.groups = client.groups;
        refuse(Fault.NO_SUITABLE_CREDENTIAL, Tamper.NONE);
        client.groups = List.of(NamedGroup.SECP256R1);
        server.groups = client.groups;
        client.schemes = List.of(SignatureScheme.ED448);
        refuse(Fault.NO_SUITABLE_CREDENTIAL, Tamper.NONE);
        server.schemes = List.of(SignatureScheme.ED25519);
        refuse(Fault.NO_COMMON_SIGNATURE, Tamper.NONE);
    }

    @Test
    void finiteFieldsThatAClientNamesAreTheOnlyOnesItGets() {
        use(DHE, KeyKind.RSA);
        client.groups = List.of(NamedGroup.FFDHE4096);
        server.groups = List.of(NamedGroup.FFDHE2048);
        refuse(Fault.NO_COMMON_GROUP, Tamper.NONE);
    }

    @Test
    void aClientThatNamesNoSchemesAcceptsSha1() {
        refuse(Fault.NO_COMMON_SIGNATURE, clientHello(without(ExtensionType.SIGNATURE_ALGORITHMS)));
    }

    @Test
    void applicationProtocolsMustMeet() {
        client.applicationProtocols = List.of(Opaque.copyOf(new byte[] {'a'}));
        server.applicationProtocols = List.of(Opaque.copyOf(new byte[] {'b'}));
        refuse(Fault.NO_COMMON_APPLICATION_PROTOCOL, Tamper.NONE);
    }

    // The client's flight

    @Test
    void aNeededCertificateMustCome() {
        server.clientAuthentication = ClientAuthentication.NEEDED;
        refuse(Fault.CERTIFICATE_MISSING_12, Tamper.NONE);
    }

    @Test
    void theClientsSignatureIsChecked() {
        mutual();
        refuse(Fault.SIGNATURE_INVALID, verify(message -> new CertificateVerify(message.scheme(), WRONG)));
        refuse(Fault.SCHEME_DOES_NOT_FIT_KEY, verify(message -> new CertificateVerify(
                SignatureScheme.RSA_PKCS1_SHA256, message.signature())));
        refuse(Fault.SCHEME_NOT_OFFERED, verify(message -> new CertificateVerify(SignatureScheme.ECDSA_SHA1,
                message.signature())));
        refuse(Fault.SIGNATURE_INVALID, message(Certificate12.class, true, message -> shown(KeyKind.P384)));
    }

    @Test
    void theClientsChainIsJudged() {
        mutual();
        server.peerVerifier = (chain, kind, soFar) -> {
            throw new TlsFault(Fault.CERTIFICATE_EXPIRED, "by this test");
        };
        refuse(Fault.CERTIFICATE_EXPIRED, Tamper.NONE);
    }

    @Test
    void aShownCertificateMustBeProven() {
        mutual();
        refuse(Fault.CCS_UNEXPECTED, drop(CertificateVerify.class));
    }

    @Test
    void aBadPremasterSecretShowsOnlyInFinished() {
        use(RSA, KeyKind.RSA);
        refuse(Fault.FINISHED_WRONG, answer(
                message -> ClientKeyExchange.ofRsa(Opaque.copyOf(new byte[256]))));
        refuse(Fault.FINISHED_WRONG, answer(
                message -> ClientKeyExchange.ofRsa(Opaque.copyOf(new byte[13]))));
        refuse(Fault.FINISHED_WRONG, answer(message -> ClientKeyExchange.ofRsa(Opaque.EMPTY)));
        refuse(Fault.MESSAGE_MALFORMED, answer(message -> new ClientKeyExchange(WRONG)));
    }

    // The end

    @Test
    void finishedIsChecked() {
        refuse(Fault.FINISHED_WRONG, message(Finished.class, true, message -> new Finished(Opaque.copyOf(new byte[12]))));
        refuse(Fault.FINISHED_WRONG, message(Finished.class, false, message -> new Finished(Opaque.copyOf(new byte[12]))));
        refuse(Fault.FINISHED_WRONG, message(Finished.class, false, message -> new Finished(Opaque.EMPTY)));
    }

    @Test
    void changeCipherSpecComesWhenTheSecretIsKnown() {
        refuse(Fault.CCS_UNEXPECTED, before(ServerHelloDone.class, Bytes.NONE, 1));
        refuse(Fault.CCS_UNEXPECTED, before(ClientKeyExchange.class, Bytes.NONE, 1));
    }

    @Test
    void keysChangeOnARecordBoundaryOnly() {
        Dialogue stuck = talk((fromClient, index, raw) -> !fromClient && raw.length == 0 ? List.of() : List.of(raw));
        HandshakeState waiting = stuck.state(true);
        assertEquals(HandshakeState.ChangeCipherSpecRule.DELIVERED, waiting.changeCipherSpec());
        TlsFault fault = assertThrows(TlsFault.class, () -> waiting.on(new Received(
                new ChangeCipherSpec(), Bytes.NONE, null), new Output(Trace.NONE)));
        assertEquals(Fault.RECORD_BOUNDARY_CROSSED, fault.fault());
    }

    // Renegotiation

    @Test
    void helloRequestsAreIgnoredWithinLimits() {
        byte[] request = MessageCodecs.write(new HelloRequest());
        Dialogue talked = talk(before(ServerKeyExchange.class, request, Limits.HELLO_REQUESTS));
        assertNull(talked.fault());
        assertTrue(talked.bothEstablished());
        refuse(Fault.MESSAGE_UNEXPECTED, before(ServerKeyExchange.class, request, Limits.HELLO_REQUESTS + 1));
    }

    @Test
    void renegotiationsAreRefusedWithinLimits() {
        Dialogue talked = talk(Tamper.NONE);
        byte[] hello = talked.said().get(0).raw();
        for (int i = 0; i < Limits.RENEGOTIATIONS; i++) {
            assertNull(talked.say(false, hello));
            assertNull(talked.say(true, MessageCodecs.write(new HelloRequest())));
        }
        assertEquals(Fault.RENEGOTIATION_REFUSED, talked.say(false, hello).fault());
        assertEquals(Fault.RENEGOTIATION_REFUSED, talked.say(true, MessageCodecs.write(new HelloRequest())).fault());
    }

    // Talking

    private static TestSettings tls12(TestSettings settings, CipherSuite suite) {
        settings.versions = List.of(ProtocolVersion.TLS_1_2);
        settings.suites = List.of(suite);
        return settings;
    }

    private void use(CipherSuite suite, KeyKind key) {
        client.suites = List.of(suite);
        server = tls12(TestSettings.server(key), suite);
    }

    private void mutual() {
        server.clientAuthentication = ClientAuthentication.NEEDED;
        client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
    }

    private Dialogue talk(Tamper tamper) {
        return new Dialogue(client, server, tamper).run();
    }

    private Dialogue refuse(Fault expected, Tamper tamper) {
        Dialogue talked = talk(tamper);
        assertNotNull(talked.fault(), "no fault, expected " + expected);
        assertEquals(expected, talked.fault().fault(), () -> talked.fault().toString());
        return talked;
    }

    // What is done to messages

    private interface Change<T> {
        HandshakeMessage of(T message) throws TlsFault;
    }

    /** Changes each message of a kind that one side sends. */
    private static <T extends HandshakeMessage> Tamper message(Class<T> kind, boolean ofClient, Change<T> change) {
        return (fromClient, index, raw) -> {
            HandshakeMessage message = read(index, raw);
            return List.of(fromClient == ofClient && kind.isInstance(message) ? write(change, kind.cast(message)) : raw);
        };
    }

    private static <T extends HandshakeMessage> byte[] write(Change<T> change, T message) {
        try {
            return MessageCodecs.write(change.of(message));
        } catch (TlsFault e) {
            throw new IllegalStateException(e);
        }
    }

    /** The message, or null for a change_cipher_spec. */
    private static HandshakeMessage read(int index, byte[] raw) {
        try {
            return raw.length == 0 ? null : MessageCodecs.read(raw, index == 0 ? Dialect.HELLO : Dialect.TLS12);
        } catch (TlsFault e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tamper serverHello(UnaryOperator<Extensions> change) {
        return message(ServerHello.class, false, hello -> new ServerHello(hello.legacyVersion(), hello.random(),
                hello.sessionId(), hello.suite(), 0, change.apply(hello.extensions())));
    }

    private static Tamper clientHello(UnaryOperator<Extensions> change) {
        return message(ClientHello.class, true, hello -> new ClientHello(hello.legacyVersion(), hello.random(),
                hello.sessionId(), hello.suites(), hello.compressionMethods(), change.apply(hello.extensions())));
    }

    private static UnaryOperator<Extensions> with(Extension extension) {
        return extensions -> extensions.with(extension);
    }

    private static UnaryOperator<Extensions> without(ExtensionType type) {
        return extensions -> extensions.without(type);
    }

    private static Tamper certificate(Change<Certificate12> change) {
        return message(Certificate12.class, false, change);
    }

    private static Tamper exchange(Change<ServerKeyExchange> change) {
        return message(ServerKeyExchange.class, false, change);
    }

    private static Tamper answer(Change<ClientKeyExchange> change) {
        return message(ClientKeyExchange.class, true, change);
    }

    private static Tamper verify(Change<CertificateVerify> change) {
        return message(CertificateVerify.class, true, change);
    }

    private static Tamper drop(Class<? extends HandshakeMessage> kind) {
        return (fromClient, index, raw) -> kind.isInstance(read(index, raw)) ? List.of() : List.of(raw);
    }

    private static Tamper before(Class<? extends HandshakeMessage> kind, byte[] inserted, int times) {
        return (fromClient, index, raw) -> {
            List<byte[]> all = new ArrayList<>();
            if (kind.isInstance(read(index, raw))) {
                all.addAll(Collections.nCopies(times, inserted));
            }
            all.add(raw);
            return all;
        };
    }

    /** Changes ServerKeyExchange and signs it with the server's own key, as a hostile server would. */
    private static Tamper signedAgain(KeyKind key, Change<ServerKeyExchange> change) {
        byte[][] randoms = new byte[2][];
        return (fromClient, index, raw) -> {
            HandshakeMessage message = read(index, raw);
            if (message instanceof ClientHello hello) {
                randoms[0] = hello.random().toBytes();
            } else if (message instanceof ServerHello hello) {
                randoms[1] = hello.random().toBytes();
            } else if (message instanceof ServerKeyExchange exchange) {
                return List.of(write(honest -> {
                    ServerKeyExchange changed = (ServerKeyExchange) change.of(honest);
                    byte[] content = HandshakeSignatures.content12(randoms[0], randoms[1], changed.signedParams());
                    return signed(changed, changed.scheme(), HandshakeSignatures.sign(JcaCatalogue.standard(),
                            changed.scheme(), TestSettings.credential(Credentials.shared().server(key)), content));
                }, exchange));
            }
            return List.of(raw);
        };
    }

    private static ServerKeyExchange signed(ServerKeyExchange message, SignatureScheme scheme, Opaque signature) {
        return message instanceof EcdheServerKeyExchange ec
                ? new EcdheServerKeyExchange(ec.group(), ec.point(), scheme, signature)
                : new DheServerKeyExchange(((DheServerKeyExchange) message).p(), ((DheServerKeyExchange) message).g(),
                        ((DheServerKeyExchange) message).ys(), scheme, signature);
    }

    private static Change<ServerKeyExchange> on(NamedGroup group) {
        return message -> new EcdheServerKeyExchange(group, Opaque.copyOf(new byte[32]), message.scheme(),
                message.signature());
    }

    private static DheServerKeyExchange field(BigInteger prime, ServerKeyExchange message) {
        return new DheServerKeyExchange(number(prime), number(BigInteger.TWO), number(BigInteger.TEN),
                message.scheme(), message.signature());
    }

    private static Opaque number(BigInteger value) {
        return Opaque.adopt(value.toByteArray());
    }

    private static Certificate12 shown(KeyKind key) {
        return new Certificate12(TestSettings.credential(Credentials.shared().server(key)).encoded());
    }
}

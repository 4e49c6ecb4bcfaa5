package dev.handfast.handshake;

import static dev.handfast.handshake.Tampering12.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.message.Certificate12;
import dev.handfast.message.CertificateVerify;
import dev.handfast.message.ChangeCipherSpec;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ClientKeyExchange;
import dev.handfast.message.HelloRequest;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.ServerHelloDone;
import dev.handfast.message.ServerKeyExchange;
import dev.handfast.message.ext.EcPointFormats;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.RenegotiationInfo;
import dev.handfast.message.ext.SupportedGroups;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.function.UnaryOperator;

/** Each thing a TLS 1.2 client may not say is answered by the fault that names it; so is what neither side may. */
@Tag("unit")
class ClientRefused12Test extends Refusing12 {

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
        refuse(Fault.NO_COMMON_FINITE_FIELD, Tamper.NONE);
    }

    /** RFC 7919 section 4: all of 0x0100 to 0x01ff are finite fields, known or not, beside whatever else is offered. */
    @ParameterizedTest
    @ValueSource(ints = {0x100, 0x103, 0x104, 0x17f, 0x1fb, 0x1fc, 0x1ff})
    void withoutAnAcceptableFieldNorAnotherSuiteSecurityIsInsufficient(int field) {
        use(DHE, KeyKind.RSA);
        server.groups = List.of(NamedGroup.FFDHE3072, NamedGroup.X25519);
        UnaryOperator<Extensions> alone = with(new SupportedGroups(List.of(NamedGroup.of(field))));
        UnaryOperator<Extensions> among = with(new SupportedGroups(List.of(NamedGroup.of(0x3a3a), NamedGroup.X448,
                NamedGroup.of(field), NamedGroup.SECP521R1)));
        refuse(Fault.NO_COMMON_FINITE_FIELD, clientHello(alone));
        refuse(Fault.NO_COMMON_FINITE_FIELD, clientHello(among));
        // A suite on a curve that is not acceptable either, or that no key fits, is no way out.
        client.suites = List.of(DHE, ECDHE_RSA);
        server.suites = List.of(DHE, ECDHE_RSA, ECDSA);
        refuse(Fault.NO_COMMON_FINITE_FIELD, clientHello(among));
        client.suites = List.of(DHE, ECDSA);
        refuse(Fault.NO_COMMON_FINITE_FIELD, clientHello(with(new SupportedGroups(List.of(NamedGroup.of(field),
                NamedGroup.X25519)))));
    }

    /** RFC 7919 section 4: another suite is taken instead; curves alone say nothing about fields. */
    @Test
    void anotherSuiteIsTakenWhereTheFieldsAreNotAcceptable() {
        use(DHE, KeyKind.RSA);
        client.suites = List.of(DHE, ECDHE_RSA);
        server.suites = client.suites;
        server.groups = List.of(NamedGroup.FFDHE3072, NamedGroup.X25519);
        client.groups = List.of(NamedGroup.FFDHE2048, NamedGroup.X25519);
        Dialogue talked = talk(Tamper.NONE);
        assertNull(talked.fault());
        assertEquals(ECDHE_RSA, talked.serverSession().suite());
        client.suites = List.of(ECDHE_RSA);
        client.groups = List.of(NamedGroup.FFDHE2048, NamedGroup.X448);
        refuse(Fault.NO_COMMON_GROUP, Tamper.NONE);
    }

    @Test
    void aClientThatNamesNoSchemesAcceptsSha1() {
        refuse(Fault.NO_COMMON_SIGNATURE, clientHello(without(ExtensionType.SIGNATURE_ALGORITHMS)));
    }

    @Test
    @PublishedAttack(id = "CVE-2021-3618", victim = "TLS", kind = AttackKind.DOWNGRADE,
            what = "ALPACA: another protocol under the same certificate")
    void applicationProtocolsMustMeet() {
        client.applicationProtocols = List.of(Opaque.copyOf(new byte[] {'a'}));
        server.applicationProtocols = List.of(Opaque.copyOf(new byte[] {'b'}));
        refuse(Fault.NO_COMMON_APPLICATION_PROTOCOL, Tamper.NONE);
    }

    // The client's flight

    @Test
    @PublishedAttack(id = "CVE-2022-37026", victim = "Erlang", kind = AttackKind.STATES,
            what = "a client that leaves its certificate out is taken for authenticated")
    void aNeededCertificateMustCome() {
        server.clientAuthentication = ClientAuthentication.NEEDED;
        refuse(Fault.CERTIFICATE_MISSING_12, Tamper.NONE);
    }

    @Test
    @PublishedAttack(id = "CVE-2015-7575", victim = "TLS", kind = AttackKind.SIGNATURES,
            what = "SLOTH: a signature by a hash that was not offered")
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
    @PublishedAttack(id = "CVE-2015-0205", victim = "OpenSSL", kind = AttackKind.STATES,
            what = "a client certificate counts without CertificateVerify")
    void aShownCertificateMustBeProven() {
        mutual();
        refuse(Fault.CCS_UNEXPECTED, drop(CertificateVerify.class));
    }

    @Test
    @PublishedAttack(id = "CVE-2017-13098", victim = "BouncyCastle", kind = AttackKind.KEY_EXCHANGE,
            what = "ROBOT: RSA padding is told by the answer")
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
        refuse(Fault.FINISHED_WRONG, finished(true, new byte[12]));
        refuse(Fault.FINISHED_WRONG, finished(false, new byte[12]));
        for (int length : new int[] {0, 1, 11, 13, 32, 48}) {
            refuse(Fault.MESSAGE_MALFORMED, finished(true, new byte[length]));
            refuse(Fault.MESSAGE_MALFORMED, finished(false, new byte[length]));
        }
    }

    @Test
    void changeCipherSpecComesWhenTheSecretIsKnown() {
        refuse(Fault.CCS_UNEXPECTED, before(ServerHelloDone.class, Bytes.NONE, 1));
        refuse(Fault.CCS_UNEXPECTED, before(ClientKeyExchange.class, Bytes.NONE, 1));
    }

    @Test
    @PublishedAttack(id = "CVE-2025-61730", victim = "Go", kind = AttackKind.RECORDS,
            what = "messages of two encryption levels in one record")
    void keysChangeOnARecordBoundaryOnly() {
        Dialogue stuck = talk((fromClient, index, raw) -> !fromClient && raw.length == 0 ? List.of() : List.of(raw));
        HandshakeState waiting = stuck.state(true);
        assertEquals(HandshakeState.ChangeCipherSpecRule.DELIVERED, waiting.changeCipherSpec());
        TlsFault fault = assertThrows(TlsFault.class, () -> waiting.on(new IncomingMessage(
                new ChangeCipherSpec(), Bytes.NONE, null), new HandshakeActions(Trace.NONE)));
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
    @PublishedAttack(id = "CVE-2021-3449", victim = "OpenSSL", kind = AttackKind.FAILURES,
            what = "a renegotiation with fewer extensions crashes the server")
    void renegotiationsAreRefused() {
        Dialogue talked = talk(Tamper.NONE);
        assertNull(talked.say(false, talked.said().get(0).raw()));
        assertNull(talked.say(true, MessageCodecs.write(new HelloRequest())));
        assertEquals(Fault.MESSAGE_UNEXPECTED, talked.say(false, MessageCodecs.write(new HelloRequest())).fault());
    }
}

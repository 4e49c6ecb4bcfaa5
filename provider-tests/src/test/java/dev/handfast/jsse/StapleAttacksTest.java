package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.auth.CertificateCredential;
import dev.handfast.auth.Credential;
import dev.handfast.tls.CertificatePeer;
import dev.handfast.engine.Pair;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.handshake.TestSettings;
import dev.handfast.jsse.pkix.TestRevocation;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;
import dev.handfast.spec.Alert;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLHandshakeException;

/**
 * Servers that staple what they must not: the client answers bad_certificate_status_response (RFC 6066 section 8),
 * without being told to check revocation.
 */
@Tag("contract")
class StapleAttacksTest {

    private static final int MAX_STEPS = 1000;
    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki AUTHORITY = ROOT.authority("CN=authority");
    private static final TestPki LEAF = AUTHORITY.issue("CN=leaf", c -> c.dns("localhost"));
    private static final TestPki OTHER = AUTHORITY.issue("CN=other", c -> c.dns("localhost"));

    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    private ProtocolConnection server;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void goodOnesAreTaken(String version) throws Exception {
        handshake(version, LEAF, good());
        assertNull(server.failure());
        handshake(version, LEAF);
        handshake(version, LEAF, TestRevocation.failure(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @PublishedAttack(id = "CVE-2026-58062", victim = "BouncyCastle", kind = AttackKind.REVOCATION,
            what = "a stapled response for another certificate")
    void aStapleForAnotherCertificate(String version) throws Exception {
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "the response is about other certificates",
                TestRevocation.response(AUTHORITY, OTHER.certificate(), Status.GOOD, AUTHORITY, -1, 1));
        TestPki namesake = ROOT.authority("CN=authority");
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "the response is about other certificates",
                TestRevocation.response(namesake, LEAF.certificate(), Status.GOOD, namesake, -1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aStapleThatIsMalformed(String version) throws Exception {
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "cannot be read",
                "no response".getBytes(StandardCharsets.US_ASCII));
        byte[] good = good();
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "cannot be read", Arrays.copyOf(good, good.length - 1));
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "cannot be read", Arrays.copyOf(good, good.length + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @PublishedAttack(id = "CVE-2022-43705", victim = "Botan", kind = AttackKind.REVOCATION,
            what = "a response that nobody was allowed to sign")
    void aStapleThatNobodySigned(String version) throws Exception {
        byte[] forged = good();
        forged[forged.length - 1] ^= 1;
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "was signed by no responder", forged);
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "was signed by no responder",
                TestRevocation.response(AUTHORITY, LEAF.certificate(), Status.GOOD, LEAF, -1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aStapleOfAnotherTime(String version) throws Exception {
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "the response is right from",
                TestRevocation.response(AUTHORITY, LEAF.certificate(), Status.GOOD, AUTHORITY, -9, -1));
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "the response is right from",
                TestRevocation.response(AUTHORITY, LEAF.certificate(), Status.GOOD, AUTHORITY, 1, 9));
        Date hoursAgo = new Date(System.currentTimeMillis() - 13 * 3_600_000L);
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "the response is right from",
                TestRevocation.response(AUTHORITY, LEAF.certificate(), Status.GOOD, AUTHORITY, hoursAgo, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aStapleThatKnowsNothingOrTheWorst(String version) throws Exception {
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "the responder does not know the certificate",
                TestRevocation.response(AUTHORITY, LEAF.certificate(), Status.UNKNOWN, AUTHORITY, -1, 1));
        refused(version, Alert.CERTIFICATE_REVOKED, "was revoked at",
                TestRevocation.response(AUTHORITY, LEAF.certificate(), Status.REVOKED, AUTHORITY, -1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aDemandIsNotMetByAResponderWithoutAnAnswer(String version) throws Exception {
        TestPki must = AUTHORITY.issue("CN=must", c -> c.dns("localhost").mustStaple());
        refused(version, must, Alert.CERTIFICATE_UNKNOWN, "demands a stapled OCSP response, and the server sent none");
        refused(version, must, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "one with nothing but its responder's failure,"
                + " status 3", TestRevocation.failure(3));
    }

    /** RFC 9846 section 4.5.1.1: in TLS 1.3 each certificate may have its own. */
    @ParameterizedTest
    @ValueSource(strings = "TLSv1.3")
    void staplesOfAuthorities(String version) throws Exception {
        byte[] none = {};
        byte[] good = TestRevocation.response(ROOT, AUTHORITY.certificate(), Status.GOOD, ROOT, -1, 1);
        handshake(version, LEAF, none, good);
        assertNull(server.failure());
        refused(version, Alert.CERTIFICATE_REVOKED, "was revoked at", good(),
                TestRevocation.response(ROOT, AUTHORITY.certificate(), Status.REVOKED, ROOT, -1, 1));
        refused(version, Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "the response is about other certificates", none,
                good());
    }

    private static byte[] good() throws Exception {
        return TestRevocation.response(AUTHORITY, LEAF.certificate(), Status.GOOD, AUTHORITY, -1, 1);
    }

    private void refused(String version, Alert alert, String why, byte[]... staples) {
        refused(version, LEAF, alert, why, staples);
    }

    private void refused(String version, TestPki leaf, Alert alert, String why, byte[]... staples) {
        SSLHandshakeException refused = assertThrows(SSLHandshakeException.class,
                () -> handshake(version, leaf, staples));
        assertTrue(refused.getMessage().startsWith("(" + alert + ") ") && refused.getMessage().contains(why),
                refused.getMessage());
        assertEquals(Fault.PEER_ALERT, server.failure().fault());
        assertTrue(server.failure().getMessage().contains(alert.toString()), server.failure().getMessage());
    }

    /** A handshake of our engine with a server that staples whatever it is given. */
    private void handshake(String version, TestPki leaf, byte[]... staples) throws Exception {
        toClient.clear();
        toServer.clear();
        TestSettings settings = new TestSettings();
        settings.versions = List.of(ProtocolVersion.named(version));
        Credential credential = credential(leaf, AUTHORITY);
        settings.credentials = TestSettings
                .stapling((types, authorities, soFar, need) -> types.contains("EC") ? credential
                        : null, Arrays.stream(staples).map(Opaque::copyOf).toArray(Opaque[]::new));
        server = new ProtocolConnection(settings.build());
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(null, JsseStack.HANDFAST.trustManagers(List.of(ROOT.certificate())), null);
        SSLEngine client = context.createSSLEngine("localhost", 443);
        client.setUseClientMode(true);
        server.begin();
        client.beginHandshake();
        SSLHandshakeException failure = null;
        for (int i = 0; i < MAX_STEPS; i++) {
            try {
                if (!step(client) & !served()) {
                    if (failure != null) {
                        throw failure;
                    }
                    assertTrue(server.session() != null, "established");
                    return;
                }
            } catch (SSLHandshakeException e) {
                if (failure != null) {
                    throw failure;
                }
                failure = e;
            }
        }
        throw new AssertionError("no end after " + MAX_STEPS + " steps");
    }

    private boolean served() {
        try {
            return Pair.step(server, toClient, toServer);
        } catch (TlsFault e) {
            // Kept in server.failure(), which the tests look at.
            return false;
        }
    }

    private boolean step(SSLEngine client) throws Exception {
        HandshakeStatus status = client.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            client.getDelegatedTask().run();
            return true;
        }
        if (status == HandshakeStatus.NEED_WRAP) {
            return client.wrap(ByteBuffer.allocate(0), toServer).bytesProduced() > 0;
        }
        toClient.flip();
        try {
            return toClient.hasRemaining() && !client.isInboundDone()
                    && client.unwrap(toClient, ByteBuffer.allocate(20_000)).bytesConsumed() > 0;
        } finally {
            toClient.compact();
        }
    }

    private static Credential credential(TestPki... chain) throws Exception {
        List<X509Certificate> certificates = new ArrayList<>();
        List<Opaque> encoded = new ArrayList<>();
        for (TestPki each : chain) {
            certificates.add(each.certificate());
            encoded.add(Opaque.adopt(each.certificate().getEncoded()));
        }
        return new CertificateCredential(chain[0].keys().getPrivate(), new CertificatePeer(certificates), encoded);
    }
}

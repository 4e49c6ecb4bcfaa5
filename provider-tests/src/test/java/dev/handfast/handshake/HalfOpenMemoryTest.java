package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.auth.PeerChain;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.ManyItemsTest.Filled;
import dev.handfast.memory.Retained;
import dev.handfast.pki.TestPki;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Opaque;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a server holds of a client that goes no further: thousands of such connections cost a stranger nothing, so it is
 * no more than what was sent.
 */
@Tag("unit")
class HalfOpenMemoryTest {

    /** Bytes by which states may differ; the objects of a list in a hello of 30 kB take 300 kB and more. */
    private static final long MOST = 40_000;

    private static final List<CipherSuite> SUITES_12 = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);

    @ParameterizedTest
    @EnumSource(Filled.class)
    void anAnsweredHelloOfTls13IsNotHeld(Filled filled) {
        check(filled, ProtocolVersion.TLS_1_3);
    }

    @ParameterizedTest
    @EnumSource(Filled.class)
    void anAnsweredHelloOfTls12IsNotHeld(Filled filled) {
        check(filled, ProtocolVersion.TLS_1_2);
    }

    /** Between Certificate and CertificateVerify. */
    @Test
    void certificatesThatNobodyHasAskedForAreHeldAsTheyCame() throws Exception {
        GeneralName[] names = new GeneralName[10_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = new GeneralName(GeneralName.dNSName, "n" + i);
        }
        TestPki stranger = TestPki.root("CN=stranger", c -> c.names(names));
        Opaque encoded = Opaque.copyOf(stranger.certificate().getEncoded());
        long before = total(JcaCryptoProvider.standard());
        PeerChain chain = PeerChain.of(JcaCryptoProvider.standard(), List.of(encoded, encoded), 10);
        long held = total(JcaCryptoProvider.standard(), chain) - before;
        assertTrue(held < encoded.length() + MOST, "held: " + held + " for " + encoded.length());
        assertTrue(chain.own().equals(stranger.certificate()));
    }

    private static void check(Filled filled, ProtocolVersion version) {
        long plain = held(null, version);
        long held = held(filled, version);
        assertTrue(held - plain < MOST, "held: " + held + ", of an ordinary hello " + plain);
    }

    /** The server's state once it has answered, if the client says no more. */
    private static long held(Filled filled, ProtocolVersion version) {
        TestSettings client = TestSettings.client();
        client.versions = List.of(version);
        if (version.equals(ProtocolVersion.TLS_1_2)) {
            client.suites = SUITES_12;
        }
        client.applicationProtocols = List.of(Opaque.copyOf(new byte[] {'a'}));
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        TestSettings server = TestSettings.server();
        server.applicationProtocols = client.applicationProtocols;
        Dialogue talk = new Dialogue(client, server, (fromClient, index, raw) -> !fromClient ? List.of()
                : List.of(filled == null ? raw : ManyItemsTest.fill(raw, filled))).run();
        return talk.fault() == null ? total(talk.state(false)) : 0;
    }

    private static long total(Object... roots) {
        return Retained.of(roots).values().stream().mapToLong(Long::longValue).sum();
    }
}

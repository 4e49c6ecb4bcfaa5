package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;

import java.util.List;

/** Two sides of TLS 1.2 with one suite, to be changed by each test, and how to talk. */
abstract class Refusing12 {

    static final CipherSuite ECDSA = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    static final CipherSuite ECDHE_RSA = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    static final CipherSuite DHE = CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256;
    static final CipherSuite RSA = CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256;

    final TestSettings client = tls12(TestSettings.client(), ECDSA);
    TestSettings server = tls12(TestSettings.server(), ECDSA);

    static TestSettings tls12(TestSettings settings, CipherSuite suite) {
        settings.versions = List.of(ProtocolVersion.TLS_1_2);
        settings.suites = List.of(suite);
        return settings;
    }

    void use(CipherSuite suite, KeyKind key) {
        client.suites = List.of(suite);
        server = tls12(TestSettings.server(key), suite);
    }

    void mutual() {
        server.clientAuthentication = ClientAuthentication.NEEDED;
        client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
    }

    Dialogue talk(Tamper tamper) {
        return new Dialogue(client, server, tamper).run();
    }

    Dialogue refuse(Fault expected, Tamper tamper) {
        Dialogue talked = talk(tamper);
        assertNotNull(talked.fault(), "no fault, expected " + expected);
        assertEquals(expected, talked.fault().fault(), () -> talked.fault().toString());
        return talked;
    }
}

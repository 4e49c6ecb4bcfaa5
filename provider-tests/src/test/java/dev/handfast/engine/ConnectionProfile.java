package dev.handfast.engine;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;

import java.util.List;

/** Kinds of connections that tests go through, one for each record protection and shape of handshake. */
public enum ConnectionProfile {
    TLS13_AES_GCM(CipherSuite.TLS_AES_128_GCM_SHA256),
    TLS13_CHACHA20_MUTUAL(CipherSuite.TLS_CHACHA20_POLY1305_SHA256),
    TLS13_RETRY(CipherSuite.TLS_AES_256_GCM_SHA384),
    TLS12_AES_GCM_MUTUAL(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
    TLS12_CHACHA20(CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
    TLS12_CBC_ETM(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256),
    TLS12_CBC(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA);

    final CipherSuite suite;

    ConnectionProfile(CipherSuite suite) {
        this.suite = suite;
    }

    boolean isTls13() {
        return suite.isFor(ProtocolVersion.TLS_1_3);
    }

    boolean isMutual() {
        return name().endsWith("MUTUAL");
    }

    public TestSettings client() {
        TestSettings client = TestSettings.client();
        client.versions = List.of(isTls13() ? ProtocolVersion.TLS_1_3 : ProtocolVersion.TLS_1_2);
        client.suites = List.of(suite);
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        client.encryptThenMac = this == TLS12_CBC_ETM;
        if (isMutual()) {
            client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
        }
        return client;
    }

    public TestSettings server() {
        TestSettings server = TestSettings.server();
        if (this == TLS13_RETRY) {
            server.groups = List.of(NamedGroup.SECP256R1);
        }
        if (isMutual()) {
            server.clientAuthentication = ClientAuthentication.NEEDED;
        }
        return server;
    }
}

package dev.handfast.jsse.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SystemProperties;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** The order of signature schemes as the other side sees it. */
@Tag("contract")
class SchemeOrderTest {

    private static final String CONFIGURED = "rsa_pkcs1_sha1,rsa_pkcs1_sha256,ecdsa_sha1,ecdsa_secp256r1_sha256";

    /** RFC 9846 section 4.3.3: whoever offers SHA-1 lists it behind all others. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void sha1IsTheLast(String version) throws Exception {
        Map<String, String> set = Map.of("jdk.tls.client.SignatureSchemes", CONFIGURED,
                "jdk.tls.server.SignatureSchemes", CONFIGURED);
        SSLContext client = SystemProperties.with(set,
                () -> JsseStack.HANDFAST.context(Credentials.shared().client(KeyKind.P256)));
        SSLContext server = SystemProperties.with(set,
                () -> JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)));
        EnginePair pair = EnginePair.of(client, server).protocol(version);
        pair.server().engine().setNeedClientAuth(true);
        pair.handshake();
        List<String> expected = List.of("SHA256withRSA", "SHA256withECDSA", "SHA1withRSA", "SHA1withECDSA");
        assertEquals(expected, ofPeer(pair.server().engine()));
        // A CertificateRequest of TLS 1.2 has one list, and JDK 24 permits no SHA-1 in handshakes any more.
        List<String> asked = ofPeer(pair.client().engine());
        assertEquals(expected.subList(0, version.equals("TLSv1.3") ? 4 : asked.size()), asked);
    }

    private static List<String> ofPeer(SSLEngine engine) {
        return List.of(((ExtendedSSLSession) engine.getSession()).getPeerSupportedSignatureAlgorithms());
    }
}

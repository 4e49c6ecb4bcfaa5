package dev.handfast.jsse.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.JsseStack;
import dev.handfast.spec.CipherSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names of suites, old ones too, are taken and refused where SunJSSE takes and refuses them. */
@Tag("contract")
class SuiteNamesContractTest {

    private static final List<String> KEY_EXCHANGES = List.of("RSA", "DH_RSA", "DH_DSS", "DH_anon", "DHE_RSA",
            "DHE_DSS",
            "ECDH_RSA", "ECDH_ECDSA", "ECDH_anon", "ECDHE_RSA", "ECDHE_ECDSA", "ECDHE_anon", "KRB5", "PSK", "DHE_PSK",
            "ECDHE_PSK", "RSA_PSK", "SRP_SHA", "FORTEZZA_DMS", "NULL");
    private static final List<String> CIPHERS = List.of("NULL", "RC4_40", "RC4_56", "RC4_128", "RC2_CBC_40", "IDEA_CBC",
            "DES40_CBC", "DES_CBC_40", "DES_CBC", "3DES_EDE_CBC", "SEED_CBC", "AES_128_CBC", "AES_256_CBC",
            "AES_128_GCM", "AES_256_GCM", "AES_128_CCM", "AES_256_CCM_8", "CAMELLIA_128_CBC", "CAMELLIA_256_GCM",
            "ARIA_128_GCM", "CHACHA20_POLY1305");
    private static final List<String> HASHES = List.of("_NULL", "_MD5", "_SHA", "_SHA256", "_SHA384", "");

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(List.of("TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "TLS_FALLBACK_SCSV",
                "TLS_AES_128_GCM_SHA256", "SSL_AES_128_GCM_SHA256", "tls_aes_128_gcm_sha256"));
        for (String protocol : List.of("SSL_", "TLS_")) {
            for (String exchange : KEY_EXCHANGES) {
                for (String with : List.of("_WITH_", "_EXPORT_WITH_", "_EXPORT1024_WITH_")) {
                    for (String cipher : CIPHERS) {
                        HASHES.forEach(hash -> names.add(protocol + exchange + with + cipher + hash));
                    }
                }
            }
        }
        return names;
    }

    @Test
    void enginesAndSocketsTakeTheNamesThatSunJsseTakes() throws Exception {
        SSLContext ours = JsseStack.HANDFAST.context(null);
        SSLEngine oracle = JsseStack.SUN.context(null).createSSLEngine();
        SSLEngine engine = ours.createSSLEngine();
        List<String> different = new ArrayList<>();
        int old = 0;
        try (SSLSocket socket = (SSLSocket) ours.getSocketFactory().createSocket();
                SSLServerSocket listener = (SSLServerSocket) ours.getServerSocketFactory().createServerSocket()) {
            for (String name : names()) {
                String[] list = {name};
                boolean expected = takes(() -> oracle.setEnabledCipherSuites(list)) || isOurs(name);
                old += expected && !isOurs(name) ? 1 : 0;
                List<Boolean> taken = List.of(takes(() -> engine.setEnabledCipherSuites(list)),
                        takes(() -> engine.setSSLParameters(new SSLParameters(list))),
                        takes(() -> socket.setEnabledCipherSuites(list)),
                        takes(() -> listener.setEnabledCipherSuites(list)));
                if (taken.contains(!expected)) {
                    different.add(name + " is " + (expected ? "taken" : "refused") + " by SunJSSE, here " + taken);
                }
            }
        }
        assertEquals(List.of(), different);
        assertTrue(old > 50, "SunJSSE took only " + old + " old names");
    }

    /** Whether Handfast has it, perhaps turned off by {@code jdk.tls.disabledAlgorithms}; SunJSSE lacks CCM. */
    private static boolean isOurs(String name) {
        CipherSuite suite = CipherSuite.named(name);
        return suite != null && !suite.equals(CipherSuite.TLS_FALLBACK_SCSV);
    }

    private static boolean takes(Runnable setter) {
        try {
            setter.run();
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }
}

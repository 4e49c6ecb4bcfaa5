package dev.handfast.jsse.props;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;
import dev.handfast.session.jcache.LogLines;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that say nothing are told, once; quotes do not count. */
@Tag("contract")
class PathPropertiesTest {

    private static final String LOG = "dev.handfast.properties";

    @ParameterizedTest
    @ValueSource(strings = {"15 s", "two", "-1", "1.5", "10m", "12345678901"})
    void timesThatAreNoneAreTold(String value) throws Exception {
        try (LogLines lines = new LogLines(LOG, "com.sun.security.crl.timeout")) {
            for (int i = 0; i < 2; i++) {
                assertEquals(7, with(Map.of("com.sun.security.crl.timeout", value),
                        () -> PathProperties.timeout("com.sun.security.crl.timeout", 7)));
            }
            assertEquals(1, lines.count("is not a number of seconds"), lines.all()::toString);
            assertEquals(1, lines.count("7 ms are used"), lines.all()::toString);
        }
    }

    @Test
    void timesAreReadWithoutAWord() throws Exception {
        try (LogLines lines = new LogLines(LOG, "com.sun.security.ocsp.timeout")) {
            for (Map.Entry<String, Long> each : Map.of("15", 15_000L, "15s", 15_000L, "20ms", 20L, "\"3\"", 3_000L,
                    "0", 7L, "", 7L).entrySet()) {
                assertEquals(each.getValue(), with(Map.of("com.sun.security.ocsp.timeout", each.getKey()),
                        () -> PathProperties.timeout("com.sun.security.ocsp.timeout", 7)), each.getKey());
            }
            assertEquals(List.of(), lines.all());
        }
    }

    @Test
    void quotesAreDropped() throws Exception {
        for (String value : List.of("\"true\"", " \"TRUE\" ", "true", "\" true \"")) {
            assertTrue(with(Map.of("com.sun.net.ssl.checkRevocation", value), PathProperties::checkRevocation), value);
        }
        assertEquals(false, with(Map.of("com.sun.net.ssl.checkRevocation", "\"\""), PathProperties::checkRevocation));
        assertEquals(true, with(Map.of("jdk.security.allowNonCaAnchor", "\"\""), PathProperties::nonCaAnchors));
    }

    /** The JDK's properties that name a responder's certificate have no effect here, which is told. */
    @Test
    void namedResponderCertificatesAreToldToHaveNoEffect() throws Exception {
        TestPki root = TestPki.root("CN=root");
        TestPki leaf = root.issue("CN=leaf", content -> content.dns("localhost"));
        try (LogLines lines = new LogLines(LOG, "ocsp.responderCert")) {
            for (String name : List.of("SubjectName", "IssuerName", "SerialNumber")) {
                for (int i = 0; i < 2; i++) {
                    with(Map.of("com.sun.net.ssl.checkRevocation", "true", "ocsp.enable", "true",
                            "ocsp.responderCert" + name, "CN=it"), () -> {
                                X509TrustManager manager = (X509TrustManager) JsseStack.HANDFAST
                                        .trustManagers(List.of(root.certificate()))[0];
                                try {
                                    manager.checkServerTrusted(new X509Certificate[] {leaf.certificate()}, "UNKNOWN");
                                } catch (CertificateException e) {
                                    // Nothing tells whether it is revoked.
                                }
                                return null;
                            });
                }
                assertEquals(1, lines.count("ocsp.responderCert" + name), lines.all()::toString);
            }
            assertEquals(3, lines.count("has no effect"), lines.all()::toString);
        }
    }
}

package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The suites of certificates beside the repository, found by the property {@code handfast.suites}. */
final class Suites {

    private Suites() {
    }

    /** A file or folder of the suites; where they are absent the test is skipped, and in CI it fails. */
    static Path path(String name) {
        Path path = Path.of(System.getProperty("handfast.suites", "../../shared/suites")).resolve("paths")
                .resolve(name);
        if (!Files.exists(path)) {
            String reason = "the suites are not there: " + path.toAbsolutePath();
            if ("true".equals(System.getenv("CI"))) {
                fail(reason + "; CI must have them");
            }
            abort(reason);
        }
        return path;
    }

    /** A JSON document of the suites, gzipped or not. */
    static Map<String, Object> json(String name) throws IOException {
        try (InputStream in = Files.newInputStream(path(name));
                InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in) {
            return map(Json.parse(new String(plain.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    static X509Certificate certificate(Object pem) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der(pem)));
    }

    static byte[] der(Object pem) {
        String text = (String) pem;
        if (text.startsWith("-----")) {
            text = text.substring(text.indexOf('\n') + 1);
            text = text.substring(0, text.indexOf("-----"));
        }
        return Base64.getMimeDecoder().decode(text);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object value) {
        return value == null ? List.of() : (List<Object>) value;
    }
}

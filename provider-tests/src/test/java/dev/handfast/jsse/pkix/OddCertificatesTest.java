package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.MutantChain.Fields;
import dev.handfast.jsse.pkix.Oddities.Role;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@link Oddities} as leaf, intermediate and anchor: the decisions are those on file ({@code pki/oddities.txt}, the
 * table in PATHS.md), beside those of the JDK and of BouncyCastle. Where we refuse what the JDK accepts, there is a
 * reason.
 */
@Tag("contract")
class OddCertificatesTest {

    private static final Provider SUN = Security.getProvider("SUN");
    private static final Provider BC = new BouncyCastleProvider();
    private final Provider ours = new HandfastProvider();

    /** A row on file. */
    private record Row(String verdicts, String reason) {
    }

    @Test
    void decisionsAreThoseOnFile() throws Exception {
        Map<String, Row> file = rows();
        Map<String, String> expected = new TreeMap<>();
        file.forEach((name, row) -> expected.put(name, row.verdicts()));
        Map<String, String> decided = new TreeMap<>();
        List<String> unexplained = new ArrayList<>();
        for (Map.Entry<String, BiConsumer<Fields, Role>> oddity : Oddities.all().entrySet()) {
            StringBuilder verdicts = new StringBuilder();
            StringBuilder others = new StringBuilder();
            for (Role role : Role.values()) {
                List<byte[]> chain = Oddities.chain(oddity.getValue(), role).encoded();
                boolean readable = certificates(chain, SUN) != null || certificates(chain, BC) != null;
                String refusal = refusal(ours, chain);
                boolean bySun = refusal(SUN, chain) == null;
                boolean byBc = refusal(BC, chain) == null;
                verdicts.append(refusal == null ? " accepted" : readable ? " refused" : " unread");
                others.append(bySun ? 'a' : 'r').append(byBc ? 'a' : 'r').append(' ');
                Row row = file.get(oddity.getKey());
                if (refusal != null && bySun && (row == null || row.reason().isBlank())) {
                    unexplained.add(oddity.getKey() + " as " + role + ": " + refusal);
                }
                if (refusal != null && readable) {
                    assertFalse(refusal.contains("No trust anchor is named"), oddity.getKey() + ": " + refusal);
                    assertFalse(refusal.contains("not signed by"), oddity.getKey() + ": " + refusal);
                }
            }
            decided.put(oddity.getKey(), verdicts.toString().trim());
            System.out.println("oddity: " + oddity.getKey() + " | " + verdicts.toString().trim() + " | JDK and BC: "
                    + others.toString().trim());
        }
        assertEquals(List.of(), unexplained);
        assertEquals(expected, decided);
        assertTrue(decided.size() > 60, decided.size() + " oddities");
    }

    private static Map<String, Row> rows() throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                OddCertificatesTest.class.getResourceAsStream("/pki/oddities.txt"), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    String[] parts = line.split(" \\| ?", 3);
                    rows.put(parts[0], new Row(parts[1].trim(), parts.length < 3 ? "" : parts[2]));
                }
            }
        }
        return rows;
    }

    /** Null for acceptance. A provider reads by its own factory; we are given what either reads. */
    private String refusal(Provider provider, List<byte[]> encoded) throws GeneralSecurityException {
        List<X509Certificate> all = certificates(encoded, provider == BC ? BC : SUN);
        if (all == null && provider == ours) {
            all = certificates(encoded, BC);
        }
        if (all == null) {
            return "the factory refuses it";
        }
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(all.get(2), null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX", provider).validate(CertificateFactory.getInstance("X.509", BC)
                    .generateCertPath(all.subList(0, 2)), parameters);
            return null;
        } catch (GeneralSecurityException | RuntimeException e) {
            if (provider == ours && e instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            return e.toString();
        }
    }

    /** What a factory makes of a chain; null where it refuses one. */
    private static List<X509Certificate> certificates(List<byte[]> encoded, Provider factory) {
        try {
            List<X509Certificate> all = new ArrayList<>();
            for (byte[] each : encoded) {
                all.add((X509Certificate) CertificateFactory.getInstance("X.509", factory)
                        .generateCertificate(new ByteArrayInputStream(each)));
            }
            return all.contains(null) ? null : all;
        } catch (CertificateException | RuntimeException e) {
            return null;
        }
    }
}

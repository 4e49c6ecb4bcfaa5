package dev.handfast.jsse.pkix;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.stores.TrustStores;
import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.AlgorithmRules;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The certificates that the JDK blocks by their fingerprints: {@code lib/security/blocked.certs}, compromised and
 * misissued ones that no path may hold, as in the JDK's own validator.
 */
final class BlockedCertificates implements AlgorithmRules {

    /** The list of the running JDK. */
    static final AlgorithmRules OF_JDK = new BlockedCertificates(TrustStores.folder().resolve("blocked.certs"));

    private final Set<String> fingerprints = new HashSet<>();
    private final String hash;
    private final String unreadable;

    /**
     * Reads a list: a line {@code Algorithm=SHA-256}, then a fingerprint in hex on each. A file that is absent blocks
     * nothing; one that is there and cannot be read blocks everything.
     */
    BlockedCertificates(Path file) {
        String algorithm = "SHA-256";
        String unreadable = null;
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1)
                    : List.<String>of()) {
                String text = line.trim();
                if (text.startsWith("Algorithm=")) {
                    algorithm = text.substring("Algorithm=".length());
                } else if (!text.isEmpty() && !text.startsWith("#")) {
                    fingerprints.add(text.toLowerCase(Locale.ROOT));
                }
            }
        } catch (IOException e) {
            unreadable = "the JDK's list of blocked certificates cannot be read: " + Printable.of(e);
        }
        this.unreadable = unreadable;
        hash = algorithm;
    }

    @Override
    public String refusesSignature(AlgorithmId algorithm, Cert signed, Context context) {
        return null;
    }

    @Override
    public String refusesKey(Spki key, Cert certificate, Context context) {
        if (unreadable != null) {
            return unreadable;
        }
        if (certificate == null || fingerprints.isEmpty()) {
            return null;
        }
        Opaque fingerprint = certificate.fingerprint(encoded -> PathEngine.digest(hash, encoded));
        boolean blocked = fingerprints.contains(Bytes.hex(fingerprint.toBytes()));
        return blocked ? "it is on the JDK's list of blocked certificates (lib/security/blocked.certs)" : null;
    }
}

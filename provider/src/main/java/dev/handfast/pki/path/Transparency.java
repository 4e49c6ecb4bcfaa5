package dev.handfast.pki.path;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Precertificate;
import dev.handfast.pki.cert.Sct;
import dev.handfast.pki.cert.Spki;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Demands that the target's certificate has been promised publication by certificate transparency logs (RFC 6962):
 * timestamps that verify, of as many different known logs as asked for. Immutable; thread-safe.
 */
public final class Transparency {

    private static final int SHA256 = 4;
    private static final int RSA = 1;
    private static final int ECDSA = 3;
    private static final Oid RSA_SHA256 = Oid.of("1.2.840.113549.1.1.11");
    private static final Oid ECDSA_SHA256 = Oid.of("1.2.840.10045.4.3.2");
    private static final Opaque RSA_ID = Opaque
            .adopt(new DerWriter().sequence(w -> w.oid(RSA_SHA256).nothing()).toBytes());
    private static final Opaque ECDSA_ID = Opaque.adopt(new DerWriter().sequence(w -> w.oid(ECDSA_SHA256)).toBytes());

    private final CertificateSignatures signatures;
    private final Map<Opaque, Opaque> logs = new HashMap<>();
    private final int least;

    /**
     * Demands of these logs.
     *
     * @param keys the logs' keys, SubjectPublicKeyInfo each
     * @param least how many different logs must have promised, 1 or more
     */
    public Transparency(CertificateSignatures signatures, Collection<Opaque> keys, int least) {
        this.signatures = signatures;
        this.least = least;
        for (Opaque key : keys) {
            logs.put(signatures.digest("SHA-256", key), key);
        }
    }

    /**
     * Returns if enough logs have promised.
     *
     * @param delivered timestamps that came beside the certificate, by TLS or OCSP (section 3.3)
     * @throws PathRefused {@link PathFault#TRANSPARENCY}
     */
    public void check(VerifiedPath path, Collection<Sct> delivered) throws PathRefused {
        Cert target = path.target();
        if (target == null) {
            throw new PathRefused(PathFault.TRANSPARENCY, -1, null, "There is no certificate that a log could have"
                    + " promised to publish, and " + least + " timestamps are required", null);
        }
        Set<Opaque> promised = new HashSet<>();
        int seen = delivered.size();
        try {
            Opaque whole = x509Entry(target);
            for (Sct timestamp : delivered) {
                verify(timestamp, whole, path, promised);
            }
            List<Sct> embedded = Sct.embedded(target);
            seen += embedded.size();
            if (!embedded.isEmpty() && !path.certificates().isEmpty()) {
                Opaque before = precertEntry(target, path.issuerKey(0));
                for (Sct timestamp : embedded) {
                    verify(timestamp, before, path, promised);
                }
            }
        } catch (MalformedInput e) {
            throw PathRefused.because(PathFault.TRANSPARENCY, 0, target, e);
        }
        if (promised.size() < least) {
            throw new PathRefused(PathFault.TRANSPARENCY, 0, target, "Certificate " + target + " has valid timestamps"
                    + " of " + promised.size() + " known certificate transparency logs (of " + seen
                    + " timestamps in all), and " + least + " are required",
                    "Have it issued by an authority that logs its certificates, or bring the list of logs up to date");
        }
    }

    private void verify(Sct timestamp, Opaque entry, VerifiedPath path, Set<Opaque> promised) {
        Opaque key = timestamp.version() == 0 ? logs.get(timestamp.logId()) : null;
        boolean known = timestamp.hash() == SHA256 && (timestamp.algorithm() == RSA || timestamp.algorithm() == ECDSA);
        if (key == null || !known || timestamp.timestamp() < 0 || timestamp.timestamp() > path.rules().time()
                || promised.contains(timestamp.logId())) {
            return;
        }
        WireWriter signed = new WireWriter(entry.length() + 32);
        signed.u8(0).u8(0).u64(timestamp.timestamp()).bytes(entry).opaque16(timestamp.extensions());
        if (signatures.verify(key, timestamp.algorithm() == RSA ? RSA_ID : ECDSA_ID, signed.toOpaque(),
                timestamp.signature()) == CertificateSignatures.Outcome.VALID) {
            promised.add(timestamp.logId());
        }
    }

    /** Entry type 0: the certificate itself. */
    private static Opaque x509Entry(Cert certificate) {
        return new WireWriter().u16(0).opaque24(certificate.encoded()).toOpaque();
    }

    /** Entry type 1: the issuer's key, hashed, and what it was to sign. */
    private Opaque precertEntry(Cert certificate, Spki issuer) throws MalformedInput {
        return new WireWriter().u16(1).bytes(signatures.digest("SHA-256", issuer.encoded()))
                .opaque24(Precertificate.of(certificate)).toOpaque();
    }
}

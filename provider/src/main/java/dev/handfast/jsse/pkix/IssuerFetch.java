package dev.handfast.jsse.pkix;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.path.BoundedMemory;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.wire.MalformedInput;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches missing issuers from where certificates say they are (RFC 5280 section 4.2.2.1). Off unless
 * {@code com.sun.security.enableAIAcaIssuers} is true, the JDK's property. One object serves one search.
 */
final class IssuerFetch implements PathBuilder.Issuers {

    /** Fetches in one search: an honest chain lacks one or two issuers. */
    private static final int MAX_FETCHES = 4;

    /** Certificates taken of one bundle: an authority with its cross certificates has a handful. */
    private static final int MAX_BUNDLED = 16;

    /** Seconds for each, to connect and again to read. */
    private static final int TIMEOUT_SECONDS = 5;

    /** Issuers kept, and failures, for a while. */
    private static final int KEPT = 64;
    private static final long KEEP_MILLIS = 3_600_000;
    private static final long RETRY_MILLIS = 60_000;

    private static final System.Logger LOG = System.getLogger("dev.handfast.path");

    private record Fetched(List<Cert> certificates, long until) {
    }

    private static final BoundedMemory<URI, Fetched> MEMORY = new BoundedMemory<>(KEPT);

    private final PathBuilder.Issuers stores;
    private int left = MAX_FETCHES;

    /** What bundles have brought in this search besides the issuer that was looked for. */
    private final List<Cert> fetched = new ArrayList<>();

    private IssuerFetch(PathBuilder.Issuers stores) {
        this.stores = stores;
    }

    /** Lookups in stores, and fetching where it is turned on; null where there is neither. */
    static PathBuilder.Issuers around(PathBuilder.Issuers stores) {
        return Settings.flag("com.sun.security.enableAIAcaIssuers", false) ? new IssuerFetch(stores) : stores;
    }

    @Override
    public List<Cert> of(Cert certificate) {
        List<Cert> found = new ArrayList<>(stores == null ? List.of() : stores.of(certificate));
        for (Cert came : fetched) {
            if (came.subject().equals(certificate.issuer())) {
                found.add(came);
            }
        }
        if (found.isEmpty() && !certificate.isSelfIssued()) {
            for (String text : certificate.authorityAccess(Oids.CA_ISSUERS)) {
                URI uri = Fetcher.uri(text);
                if (uri != null) {
                    found.addAll(at(uri));
                }
            }
        }
        return found;
    }

    private List<Cert> at(URI uri) {
        long now = System.currentTimeMillis();
        Fetched known = MEMORY.get(uri);
        if (known == null || now >= known.until()) {
            if (left-- <= 0) {
                return List.of();
            }
            known = fetch(uri, now);
            MEMORY.put(uri, known);
        }
        for (Cert each : known.certificates()) {
            if (fetched.size() < MAX_FETCHES * MAX_BUNDLED && !fetched.contains(each)) {
                fetched.add(each);
            }
        }
        return known.certificates();
    }

    /** A single certificate in DER or a certs-only message of CMS (RFC 5280 section 4.2.2.1). */
    private static Fetched fetch(URI uri, long now) {
        try {
            byte[] file = Fetcher.get(uri, CertReader.MAX_BYTES, TIMEOUT_SECONDS);
            return new Fetched(readable(JcaCertificates.certificates(file)), now + KEEP_MILLIS);
        } catch (IOException | CertificateException e) {
            LOG.log(System.Logger.Level.DEBUG, "no issuer at " + uri, e);
            return new Fetched(List.of(), now + RETRY_MILLIS);
        }
    }

    /** The first of them, without those that our reader refuses. */
    private static List<Cert> readable(List<X509Certificate> certificates) {
        List<Cert> readable = new ArrayList<>();
        for (X509Certificate certificate : certificates.subList(0, Math.min(MAX_BUNDLED, certificates.size()))) {
            try {
                readable.add(CertReader.survey(certificate.getEncoded().clone()));
            } catch (CertificateException | MalformedInput e) {
                LOG.log(System.Logger.Level.DEBUG, "an issuer that was fetched cannot be read", e);
            }
        }
        return List.copyOf(readable);
    }
}

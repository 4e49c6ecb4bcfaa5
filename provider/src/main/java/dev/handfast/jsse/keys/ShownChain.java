package dev.handfast.jsse.keys;

import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.tls.CertificatePeer;
import dev.handfast.wire.Opaque;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain that this side shows, with its encodings. Most connections of a program show the same, whose objects a key
 * manager gives out each time.
 *
 * @param shown the certificates, the key's own first
 * @param entries the same certificates in DER
 */
record ShownChain(CertificatePeer shown, List<Opaque> entries) {

    private static volatile ShownChain last;

    /** Copies the list. */
    ShownChain {
        entries = List.copyOf(entries);
    }

    /**
     * What a key manager's chain is shown as.
     *
     * @param chain not empty
     * @throws CertificateEncodingException if one of the certificates has no encoding
     */
    static ShownChain of(X509Certificate[] chain) throws CertificateEncodingException {
        ShownChain recent = last;
        if (recent != null && recent.isOf(chain)) {
            return recent;
        }
        List<Opaque> encoded = new ArrayList<>(chain.length);
        boolean platform = true;
        for (X509Certificate certificate : chain) {
            encoded.add(Opaque.adopt(certificate.getEncoded()));
            platform &= CertificateConverter.isPlatform(certificate);
        }
        ShownChain made = new ShownChain(new CertificatePeer(List.of(chain)), encoded);
        if (platform) {
            // Others may change what they say of themselves
            last = made;
        }
        return made;
    }

    private boolean isOf(X509Certificate[] chain) {
        List<X509Certificate> known = shown.certificates();
        boolean same = known.size() == chain.length;
        for (int i = 0; same && i < chain.length; i++) {
            same = known.get(i) == chain[i];
        }
        return same;
    }
}
